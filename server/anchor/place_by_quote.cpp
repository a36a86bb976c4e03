#include "anchor/place_by_quote.hpp"

#include <algorithm>

#include "anchor/columns.hpp"
#include "anchor/record.hpp"
#include "base/utf8.hpp"

namespace restante::anchor {
namespace {

/// Of several places with the same text, the context must say which, clearly.
constexpr double context_min = 0.3;
constexpr double context_margin_min = 0.15;
/// A quote of about three words is telling by itself, if it stands in one place only.
constexpr double telling_weight = 0.4;

double weight_of(const Wanted& wanted) {
    double sum = 0;
    for (const auto& line : wanted.lines)
        sum += weight(token_bag(line));
    return sum;
}

Placement place_exact(const Anchor& anchor, const Wanted& wanted, const std::vector<Candidate>& found,
                      const Text& now) {
    const auto& best = found.front();
    if (found.size() > 1) {
        if (best.score < context_min || best.score - found[1].score < context_margin_min)
            return orphaned(fmt::format("ambiguous: {} places match", found.size()));
    } else if (weight_of(wanted) < telling_weight && best.score < context_min) {
        return orphaned(
            "the quote stands in one place, but it says too little and its surroundings are gone");
    }
    Placement placement;
    placement.state = best.first == wanted.line ? PlacementState::exact : PlacementState::shifted;
    placement.range = range_on(anchor, wanted, best, now);
    placement.confidence = (found.size() > 1 ? 0.5 : 0.65) + 0.3 * best.score;
    placement.reason =
        found.size() > 1
            ? fmt::format("{} places match the quote; the lines around it tell this one", found.size())
            : std::string("the quote stands here and nowhere else");
    return placement;
}

/// The same lines in the text that `quoted` was made of; in a line that was changed by that, all of it.
Range in_raw_text(Range range, const Text& quoted, const Text& raw) {
    const auto differs = [&](std::uint32_t line) {
        return line < raw.line_count() && quoted.line(line) != raw.line(line);
    };
    if (differs(range.start.line)) range.start.column = 0;
    if (differs(range.end.line) && range.end.column > 0)
        range.end.column = static_cast<std::uint32_t>(raw.line(range.end.line).size());
    return raw.clamp(range);
}

}  // namespace

Placement orphaned(std::string reason) {
    return {PlacementState::orphaned, std::nullopt, 0.0, std::move(reason)};
}

Range range_on(const Anchor& anchor, const Wanted& wanted, const Candidate& candidate, const Text& now) {
    const auto lines = lines_of_range(anchor.range);
    const auto one_line = lines.count() == 1;
    const auto first_size = static_cast<std::uint32_t>(wanted.lines.front().size());
    const auto [start, first_end] =
        carry_columns(wanted.lines.front(), now.line(candidate.first), anchor.range.start.column,
                      one_line && anchor.range.end.line == lines.last ? anchor.range.end.column : first_size);
    Range range{{candidate.first, start}, {}};
    if (anchor.range.end.line > lines.last) {
        range.end = {candidate.last + 1, 0};
    } else if (one_line) {
        range.end = {candidate.first, first_end};
    } else if (wanted.lines.size() == lines.count()) {
        range.end = {
            candidate.last,
            carry_columns(wanted.lines.back(), now.line(candidate.last), 0, anchor.range.end.column).second};
    } else {  // the quote was cut: its end is unknown, its length is not
        range.end = {candidate.first + lines.count() - 1, anchor.range.end.column};
    }
    return now.clamp(range);
}

namespace {

Placement place_in_utf8(const Anchor& anchor, const Text& now) {
    const auto want = wanted(anchor);
    const auto exact = find_exact(want, now);
    if (!exact.empty()) return place_exact(anchor, want, exact, now);

    const auto bags = bags_of(now);
    const auto alike = find_alike(want, bags, {});
    if (alike.empty() || alike.front().score < alike_score_min)
        return orphaned("deleted: nothing alike is left");
    const auto good = std::count_if(alike.begin(), alike.end(), [&](const Candidate& c) {
        return c.score >= alike_score_min - alike_margin_min &&
               alike.front().score - c.score < alike_margin_min;
    });
    if (good > 1) return orphaned(fmt::format("ambiguous: {} places match", good));
    const auto similarity = quote_similarity(want, bags, alike.front());
    return {PlacementState::edited, range_on(anchor, want, alike.front(), now), 0.8 * alike.front().score,
            fmt::format("found by its text and surroundings, {:.0f} % alike", 100 * similarity)};
}

}  // namespace

Placement place_by_quote(const Anchor& anchor, const Text& now) {
    if (utf8::is_valid(now.bytes())) return place_in_utf8(anchor, now);
    // Quotes are kept as UTF-8 (record.hpp): a text in another encoding is searched as it was quoted.
    auto as_quoted = utf8::replace_invalid(now.bytes());
    if (as_quoted.size() > text_bytes_max) return place_in_utf8(anchor, now);
    const Text quoted(std::move(as_quoted));
    auto placement = place_in_utf8(anchor, quoted);
    if (placement.range) placement.range = in_raw_text(*placement.range, quoted, now);
    return placement;
}

}  // namespace restante::anchor
