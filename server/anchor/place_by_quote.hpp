// Placing an anchor by its quote and context alone, when the text it was made in is not available. PURE.
#pragma once

#include "anchor/search.hpp"

namespace restante::anchor {

[[nodiscard]] Placement place_by_quote(const Anchor& anchor, const Text& now);

/// The anchor's range on the lines of a candidate, columns carried along on its first and last line.
[[nodiscard]] Range range_on(const Anchor& anchor, const Wanted& wanted, const Candidate& candidate,
                             const Text& now);

/// A fuzzy match is good from this score on, and only when it is this much better than the next one.
inline constexpr double alike_score_min = 0.74;
inline constexpr double alike_margin_min = 0.06;

[[nodiscard]] Placement orphaned(std::string reason);

}  // namespace restante::anchor
