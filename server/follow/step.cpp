#include "follow/step.hpp"

#include <algorithm>

#include "anchor/blank_lines.hpp"
#include "anchor/columns.hpp"
#include "anchor/extent.hpp"
#include "anchor/record.hpp"
#include "anchor/verdict.hpp"
#include "follow/trail.hpp"

namespace restante::follow {
namespace {

constexpr double sure = 0.95;  // no other file is searched for a better place
constexpr double unchanged_probability = 0.999;
constexpr double known_weight_min = 0.35;  // of a range that is known by its own lines
constexpr std::size_t other_files_max = 4;
constexpr double whole_probability = 0.9;  // of a block that stands, whole, among another file's new lines
constexpr double whole_weight_min = 2.0;
constexpr double taken_out_probability = 0.05;
constexpr double taken_min = 0.5;  // from here on another file must lead
constexpr double other_file_lead = 0.25;
constexpr double rename_good = 0.5;  // the likeliest new path is not left for a worse one

/// Where lines begin that are there as they were, one after the other.
std::optional<std::uint32_t> image_of(const anchor::LineMap& map, anchor::LineRange lines) {
    const auto first = map.new_line(lines.first);
    for (auto line = lines.first; first && line <= lines.last; ++line)
        if (map.new_line(line) != *first + (line - lines.first)) return std::nullopt;
    return first;
}

/// What stands next to such lines says that they are the same: the line above or the one below came along.
bool beside_the_same(const anchor::LineMap& map, anchor::LineRange lines, std::uint32_t first,
                     bool any_below) {
    const bool above = lines.first > 0 && first > 0 && map.new_line(lines.first - 1) == first - 1;
    return above || (any_below && map.new_line(lines.last + 1) == first + lines.count());
}

/// Every line is there as it was, one after the other, and they, or what stands next to them, say enough to
/// be known by.
std::optional<std::uint32_t> unchanged(const anchor::Pair& pair, anchor::LineRange lines) {
    if (!pair.has_images()) return std::nullopt;
    const auto& map = pair.alignment->map();
    const auto first = image_of(map, lines);
    if (!first) return std::nullopt;
    double weight = 0;
    for (auto line = lines.first; line <= lines.last; ++line)
        weight += pair.before.weight(line);
    const bool any_below = lines.last + 1 < pair.before.size();
    return weight >= known_weight_min || beside_the_same(map, lines, *first, any_below) ? first
                                                                                        : std::nullopt;
}

/// The same finding from the lines alone, without reading the texts: most steps change other lines of the
/// file. Nothing where more must be known: where only their weight could tell, at the end of the text, and
/// where the endings of lines may have changed. The same place, whichever of the two finds it.
std::optional<StepResult> unchanged_by_lines(const Spot& spot, const vcs::ObjectId& blob,
                                             const LineChange& change, CommitNumber after) {
    const auto lines = anchor::lines_of_range(spot.range);
    const auto first = image_of(change.map, lines);
    if (!first || !change.plain_endings || *first + lines.count() >= change.after_lines) return std::nullopt;
    if (!beside_the_same(change.map, lines, *first, true)) return std::nullopt;
    return unchanged_at(spot, blob, *first, after);
}

/// The range on its new lines, its columns carried along by the tokens of its first and last line.
anchor::Range range_at(const anchor::Pair& pair, anchor::Range range, anchor::LineRange lines,
                       std::uint32_t first, std::uint32_t last) {
    const auto& before = pair.before.text();
    const auto& after = pair.after.text();
    const auto old_first = before.line(lines.first);
    const bool one = lines.count() == 1;
    const bool whole = range.end.line > lines.last;
    const auto [start, first_end] = anchor::carry_columns(
        old_first, after.line(first), range.start.column,
        one && !whole ? range.end.column : static_cast<std::uint32_t>(old_first.size()));
    anchor::Range out{{first, start}, {last, 0}};
    if (whole)
        out.end = {last + 1, 0};
    else if (one && start == first_end && range.start != range.end)
        out = {{first, 0}, {first, ~0U}};  // of the marked part nothing is left: its line is
    else if (one)
        out.end.column = first_end;
    else
        out.end.column =
            anchor::carry_columns(before.line(lines.last), after.line(last), 0, range.end.column).second;
    return after.clamp(out);
}

/// What was marked in a line, and was taken out of it without anything in its place, is gone, however much of
/// the line is left.
double probability_of(const anchor::Evidence& evidence, const StepRules& rules) {
    const bool taken_out = evidence[anchor::Clue::marked] == 0 && evidence[anchor::Clue::slot] == 0;
    return std::min(rules.judge(evidence), taken_out ? taken_out_probability : 1.0);
}

class Search {
  public:
    Search(const Spot& spot, CommitNumber after, const StepRules& rules)
        : spot_(spot),
          lines_(anchor::lines_of_range(spot.range)),
          sought_(anchor::sought(*spot.text, spot.range)),
          after_(after),
          rules_(rules) {}

    [[nodiscard]] anchor::LineRange lines() const { return lines_; }
    [[nodiscard]] const anchor::Sought& sought() const { return sought_; }
    [[nodiscard]] double probability() const { return probability_; }
    /// The best place so far is a line that was there before, and still is where it was. Two pieces of code
    /// may have become one; but its neighbour, which looks like it, stays when code is cut out.
    [[nodiscard]] bool is_anothers() const { return anothers_; }

    /// Another place must be likelier by `lead` to be taken instead.
    void look(const StepFile& file, double lead = 0) {
        for (const auto& prospect : file.pair->candidates.find(sought_)) {
            const auto likely = probability(file, prospect);
            if (likely <= probability_ + lead) continue;
            probability_ = likely;
            anothers_ = prospect.evidence[anchor::Clue::claimed] == 1;
            line_ = prospect.line;
            file_ = file;
        }
    }

    [[nodiscard]] std::vector<Possible> all(const StepFile& file) const {
        std::vector<Possible> out;
        for (const auto& prospect : file.pair->candidates.find(sought_))
            out.push_back({at(file, prospect.line, probability(file, prospect)), prospect.evidence});
        return out;
    }

    [[nodiscard]] StepResult result() const {
        if (probability_ < rules_.least) return {StepFate::gone, {}, probability_, false};
        return at(file_, line_, probability_);
    }

    [[nodiscard]] StepResult at(const StepFile& file, std::uint32_t first, double probability) const {
        const auto& pair = file.pair->candidates.pair();
        const auto last = anchor::last_line(pair, lines_, first);
        StepResult out;
        out.spot = {file.path, file.blob, file.pair->after_text,
                    range_at(pair, spot_.range, lines_, first, last), after_};
        out.probability = probability;
        out.fate = anchor::quote_of(*spot_.text, lines_) ==
                           anchor::quote_of(*out.spot.text, anchor::lines_of_range(out.spot.range))
                       ? StepFate::unchanged
                       : StepFate::edited;
        return out;
    }

  private:
    [[nodiscard]] double probability(const StepFile& file, const anchor::Prospect& prospect) const {
        const auto judged = probability_of(prospect.evidence, rules_);
        return judged < whole_probability && is_whole(file, prospect.line) ? whole_probability : judged;
    }

    /// All lines of the range were put into this other file, one after the other, but for white space; and
    /// they say enough together that this is no chance.
    [[nodiscard]] bool is_whole(const StepFile& file, std::uint32_t first) const {
        const auto& pair = file.pair->candidates.pair();
        if (pair.file != anchor::FileKind::other || first + lines_.count() > pair.after.size()) return false;
        double weight = 0;
        for (auto line = lines_.first; line <= lines_.last; ++line) {
            const auto there = first + (line - lines_.first);
            if (pair.before.bare(line) != pair.after.bare(there) || !pair.fresh(there)) return false;
            weight += pair.before.weight(line);
        }
        return weight >= whole_weight_min;
    }

    const Spot& spot_;
    anchor::LineRange lines_;
    anchor::Sought sought_;
    CommitNumber after_;
    const StepRules& rules_;
    double probability_ = 0;
    bool anothers_ = false;
    std::uint32_t line_ = 0;
    StepFile file_;
};

/// The step by the texts: to the file's own next version, to its new path, or to another file.
Result<StepResult> search_step(StepFiles& files, const Spot& spot, bool there, CommitNumber after,
                               const StepRules& rules) {
    Search search(spot, after, rules);
    std::vector<std::string> looked;
    const auto settled = [&](const StepFile& file) -> std::optional<StepResult> {
        looked.push_back(file.path);
        if (const auto first = unchanged(file.pair->candidates.pair(), search.lines()))
            return search.at(file, *first, unchanged_probability);
        search.look(file);
        return std::nullopt;
    };
    if (there) {
        auto own = files.own(spot.blob, spot.path, after);
        if (!own) return tl::unexpected(own.error());
        if (*own)
            if (auto result = settled(**own)) return std::move(*result);
    }
    // A licence or an import stands at the head of many files: a new one that has it is not where it went.
    const CommonLines* apart_from = nullptr;
    std::shared_ptr<const CommonLines> common;
    if (search.probability() < sure) {
        if (auto found = files.common(spot.commit, spot.path)) common = std::move(*found);
        if (common && are_common(*spot.text, search.lines(), *common)) apart_from = common.get();
    }
    if (!there) {
        auto renames = files.renames(spot.blob, spot.path, spot.commit, after, apart_from);
        if (!renames) return tl::unexpected(renames.error());
        for (const auto& file : *renames) {
            if (auto result = settled(file)) return std::move(*result);
            if (search.probability() >= rename_good) break;
        }
    }
    const bool file_is_gone = looked.empty();
    if ((search.probability() < sure || search.is_anothers()) && !apart_from) {
        auto others =
            files.others(spot.blob, spot.path, search.lines(), spot.commit, after, looked, other_files_max);
        if (!others) return tl::unexpected(others.error());
        // A copy (of a build, say) that gets the same change is not where the code went.
        const auto lead = [&] {
            if (search.is_anothers()) return std::min(0.0, taken_min - search.probability());
            return search.probability() >= taken_min && !file_is_gone ? other_file_lead : 0.0;
        };
        for (const auto& file : *others)
            search.look(file, lead());
    }
    auto result = search.result();
    result.file_is_gone = file_is_gone;
    return result;
}

/// A step that is an end in itself is judged as a walk of one step, so that it is shown where that would be.
StepResult judged_as_a_walk(const Spot& start, StepResult end) {
    Trail trail;
    compare_ends(start, end.spot, trail);
    trail[Sign::product] = trail[Sign::least] = static_cast<float>(end.probability);
    trail[Sign::unsure] = end.probability < unsure_below ? 1 : 0;
    trail[Sign::edits] = trail[Sign::length] = 1;
    trail[Sign::direct_here] = trail[Sign::direct_elsewhere] = -1;
    end.probability = judge(trail);
    if (end.probability < shown_min) return {StepFate::gone, {}, end.probability, false};
    return end;
}

}  // namespace

StepResult unchanged_at(const Spot& spot, const vcs::ObjectId& blob, std::uint32_t first,
                        CommitNumber after) {
    auto range = spot.range;
    range.start.line = first;
    range.end.line = first + (spot.range.end.line - spot.range.start.line);
    return {StepFate::unchanged, {spot.path, blob, nullptr, range, after}, unchanged_probability, false};
}

std::vector<Possible> possible_places(const StepFile& file, const Spot& spot, const StepRules& rules) {
    auto core = spot;
    core.range = anchor::without_blank_lines(*spot.text, spot.range).range;
    return Search(core, core.commit, rules).all(file);
}

StepResult take_step_in_file(const Spot& spot, const std::shared_ptr<TextPair>& pair) {
    const StepRules rules{probability_min, anchor::judge};
    auto core = spot;
    const auto sought = anchor::without_blank_lines(*spot.text, spot.range);
    core.range = sought.range;
    Search search(core, core.commit, rules);
    const StepFile file{core.path, {}, pair};
    const auto first = unchanged(pair->candidates.pair(), search.lines());
    if (!first) search.look(file);
    auto result = first ? search.at(file, *first, unchanged_probability) : search.result();
    if (result.fate == StepFate::edited) result = judged_as_a_walk(core, std::move(result));
    if (result.fate != StepFate::gone)
        result.spot.range = anchor::with_blank_lines(*result.spot.text, result.spot.range, sought.left_out);
    return result;
}

Result<Spot> with_text(History& history, Spot spot) {
    if (spot.text) return spot;
    auto text = history.text(spot.blob);
    if (!text) return tl::unexpected(std::move(text).error());
    spot.text = std::move(*text);
    return spot;
}

Result<StepResult> take_step(History& history, StepFiles& files, const Spot& from, CommitNumber after,
                             const StepRules& rules) {
    const auto here = history.blob_at(after, from.path);
    if (!here) return tl::unexpected(here.error());
    if (*here && **here == from.blob) {
        auto same = from;
        same.commit = after;
        return StepResult{StepFate::same, std::move(same), 1.0, false};
    }
    if (*here) {
        const auto change = files.lines(from.blob, **here);
        if (!change) return tl::unexpected(change.error());
        if (auto result = unchanged_by_lines(from, **here, **change, after)) return std::move(*result);
    }
    const auto spot = with_text(history, from);
    if (!spot) return tl::unexpected(spot.error());
    return search_step(files, *spot, here->has_value(), after, rules);
}

Direct compare_directly(const StepFile& file, const Spot& spot, CommitNumber after,
                        std::optional<std::uint32_t> here, const StepRules& rules) {
    Direct out;
    Search search(spot, after, rules);
    if (const auto first = unchanged(file.pair->candidates.pair(), search.lines())) {
        out.best = search.at(file, *first, unchanged_probability);
        (here == *first ? out.here : out.elsewhere) = unchanged_probability;
        return out;
    }
    std::uint32_t best = 0;
    for (const auto& prospect : file.pair->candidates.find(search.sought())) {
        const auto probability = probability_of(prospect.evidence, rules);
        auto& known = here == prospect.line ? out.here : out.elsewhere;
        known = std::max(known, probability);
        if (probability <= out.best.probability) continue;
        out.best.probability = probability;
        best = prospect.line;
    }
    if (out.best.probability >= taken_min) out.best = search.at(file, best, out.best.probability);
    return out;
}

}  // namespace restante::follow
