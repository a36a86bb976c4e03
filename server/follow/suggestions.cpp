#include "follow/suggestions.hpp"

#include <algorithm>

#include "anchor/line_diff.hpp"
#include "anchor/names.hpp"
#include "anchor/place_by_quote.hpp"

namespace restante::follow {
namespace {

constexpr std::size_t looked_into_max = 12;  // other files
constexpr double named_scent = 0.2;          // of a file that has the name
constexpr double quote_alike_min = 0.3;      // of a quote's place

std::vector<std::string_view> cut(const anchor::Text& text, anchor::LineRange lines) {
    std::vector<std::string_view> out;
    for (auto line = lines.first; line <= lines.last; ++line)
        out.push_back(text.line(line));
    return out;
}

/// "12 of 15 lines equal", of lines that say something; nothing when none is.
std::string equal_lines(const std::vector<std::string_view>& was, const std::vector<std::string_view>& now) {
    const auto says = [](std::string_view line) { return !anchor::trimmed(line).empty(); };
    const auto of = std::ranges::count_if(was, says);
    auto equal = of;
    for (const auto& hunk : anchor::diff_lines(was, now))
        for (auto line = hunk.old_start; line < hunk.old_end(); ++line)
            equal -= says(was[line]) ? 1 : 0;
    if (equal == 0) return {};
    if (of == 1) return "the same line";
    return fmt::format("{} of {} lines equal", equal, of);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts)
        if (!part.empty()) out += (out.empty() ? "" : "; ") + part;
    return out;
}

std::string percent(double part) {
    return fmt::format("{:.0f} %", 100 * part);
}

std::string reason_of(const Spot& last, const Possible& found) {
    constexpr float alike = 0.5F;
    const auto& text = *found.at.spot.text;
    const auto was = anchor::lines_of_range(last.range);
    const auto now = anchor::lines_of_range(found.at.spot.range);
    const auto& evidence = found.evidence;
    std::vector<std::string> parts;
    const auto name = anchor::name_of(last.text->line(was.first));
    if (anchor::same_name(name, anchor::name_of(text.line(now.first))) == 1)
        parts.emplace_back("the same name");
    const auto equal = equal_lines(cut(*last.text, was), cut(text, now));
    if (!equal.empty())
        parts.push_back(equal);
    else if (evidence[anchor::Clue::tokens] >= alike)
        parts.push_back("the first line is " + percent(evidence[anchor::Clue::tokens]) + " alike");
    const bool above = evidence[anchor::Clue::above] >= alike;
    const bool below = evidence[anchor::Clue::below] >= alike;
    if (above || below)
        parts.emplace_back(above && below ? "the same lines around it"
                           : above        ? "the same lines above it"
                                          : "the same lines below it");
    if (parts.empty()) parts.emplace_back("a little alike, or next to what it stood next to");
    return joined(parts);
}

/// What has the name is worth a look, however little else is left.
bool is_namesake(const Spot& last, const Possible& found) {
    const auto name = anchor::name_of(last.text->line(last.range.start.line));
    const auto& spot = found.at.spot;
    return anchor::is_name(name) && anchor::name_of(spot.text->line(spot.range.start.line)) == name;
}

struct Scented {
    const Field* field;
    double scent;
};

/// The own file, and those others that smell of the code, best first.
std::vector<Scented> worth_a_look(const Spot& last, const std::vector<Field>& fields,
                                  const OutOfTime& out_of_time) {
    const auto lines = anchor::lines_of_range(last.range);
    const Scent scent(*last.text, lines);
    const auto name = anchor::name_of(last.text->line(lines.first));
    const auto has_name = [&](const anchor::Text& text) {
        return anchor::is_name(name) && anchor::has_word(text.bytes(), name);
    };
    std::vector<Scented> out;
    for (const auto& field : fields) {
        if (field.path == last.path) {
            out.push_back({&field, 2.0});
            continue;
        }
        if (out_of_time && out_of_time()) break;
        std::optional<LineBag> was;
        if (field.before) was = line_bag(*field.before);
        auto there = scent.in(line_bag(*field.text), was ? &*was : nullptr);
        if (has_name(*field.text) && !(field.before && has_name(*field.before)))
            there = std::max(there, named_scent);
        if (there >= scent_min) out.push_back({&field, std::min(there, 1.0)});
    }
    std::ranges::sort(out, [](const Scented& a, const Scented& b) {
        return a.scent != b.scent ? a.scent > b.scent : a.field->path < b.field->path;
    });
    if (out.size() > looked_into_max) out.resize(looked_into_max);
    return out;
}

}  // namespace

std::vector<Suggestion> best_of(std::vector<Suggestion> found) {
    std::ranges::stable_sort(found, [](const Suggestion& a, const Suggestion& b) {
        if (a.same_name != b.same_name) return a.same_name;
        if (a.probability != b.probability) return a.probability > b.probability;
        return a.path != b.path ? a.path < b.path : a.range < b.range;
    });
    std::vector<Suggestion> out;
    for (auto& one : found) {
        if (out.size() >= suggestions_max) break;
        const auto lines = anchor::lines_of_range(one.range);
        const bool taken = std::ranges::any_of(out, [&](const Suggestion& other) {
            const auto theirs = anchor::lines_of_range(other.range);
            return other.path == one.path && lines.first <= theirs.last && theirs.first <= lines.last;
        });
        if (!taken) out.push_back(std::move(one));
    }
    return out;
}

std::vector<Suggestion> suggest(const Spot& last, const std::vector<Field>& fields, const Judge& judge,
                                const OutOfTime& out_of_time) {
    const StepRules rules{0, judge};
    std::vector<Suggestion> found;
    for (const auto& [field, scent] : worth_a_look(last, fields, out_of_time)) {
        if (out_of_time && !found.empty() && out_of_time()) break;
        const bool own = field->path == last.path;
        const auto pair = own ? std::make_shared<TextPair>(last.text, nullptr, field->text,
                                                           anchor::FileKind::same, 1.0, false)
                              : std::make_shared<TextPair>(last.text, field->before, field->text,
                                                           anchor::FileKind::other, scent, false);
        for (const auto& place : possible_places({field->path, {}, pair}, last, rules)) {
            const bool same_name = is_namesake(last, place);
            if (place.at.probability < suggested_min && !same_name) continue;
            found.push_back({field->path, field->text, place.at.spot.range, place.at.probability,
                             reason_of(last, place), same_name});
        }
    }
    return best_of(std::move(found));
}

std::vector<Suggestion> suggest_by_quote(const anchor::Anchor& anchor, const std::vector<Field>& fields,
                                         const OutOfTime& out_of_time) {
    const auto want = anchor::wanted(anchor);
    const std::vector<std::string_view> quote(want.lines.begin(), want.lines.end());
    std::vector<Suggestion> exact;
    std::vector<Suggestion> alike;
    const auto at = [&](const Field& field, const anchor::Candidate& place) {
        return Suggestion{
            field.path, field.text, anchor::range_on(anchor, want, place, *field.text), place.score, {}};
    };
    for (const auto& field : fields) {
        if (out_of_time && out_of_time()) break;
        for (const auto& place : anchor::find_exact(want, *field.text))
            exact.push_back(at(field, place));
        const auto bags = anchor::bags_of(*field.text);
        for (const auto& place : anchor::find_alike(want, bags, {})) {
            if (place.score < quote_alike_min) continue;
            auto one = at(field, place);
            one.probability = 0.8 * place.score;
            one.reason =
                joined({equal_lines(quote, cut(*field.text, {place.first, place.last})),
                        percent(anchor::quote_similarity(want, bags, place)) + " alike by its words"});
            alike.push_back(std::move(one));
        }
    }
    // As anchor/place_by_quote.hpp weighs them; of several, each has its share.
    const auto count = exact.size();
    for (auto& one : exact) {
        one.probability = count > 1 ? (0.5 + 0.3 * one.probability) / static_cast<double>(count)
                                    : 0.65 + 0.3 * one.probability;
        one.reason = count > 1 ? fmt::format("the same text, which stands in {} places", count)
                               : std::string("the same text");
    }
    // A twin stays the twin that it is: its place is not taken by what it is to a search for likeness.
    std::erase_if(alike, [&](const Suggestion& one) {
        return std::ranges::any_of(exact, [&](const Suggestion& other) {
            return other.path == one.path && other.range.start.line == one.range.start.line;
        });
    });
    // Beside the very text, what is only alike counts for little.
    if (!exact.empty())
        for (auto& one : alike)
            one.probability *= 0.25;
    exact.insert(exact.end(), std::make_move_iterator(alike.begin()), std::make_move_iterator(alike.end()));
    return best_of(std::move(exact));
}

}  // namespace restante::follow
