// Lines that were taken out at one place of a text and put in at another: blocks that moved. PURE.
//
// Seeds are lines that say something, are unique among the removed lines and unique among the added ones
// (white space aside); each seed grows over its neighbours, so that a brace inside a moved function moves
// with it. Only lines that no unchanged line claims take part. The lists of removed and added lines may come
// from one file, as here, or later from all files that a commit touched.
#pragma once

#include "anchor/line_diff.hpp"

namespace restante::anchor {

struct MovedLine {
    std::uint32_t old_line = 0;
    std::uint32_t new_line = 0;
    friend auto operator<=>(const MovedLine&, const MovedLine&) = default;
};

/// Ascending by old_line; each old and each new line at most once.
[[nodiscard]] std::vector<MovedLine> moved_lines(const Text& old_text, const Text& new_text,
                                                 const LineMap& map);

}  // namespace restante::anchor
