// Blank lines at the beginning of a range say nothing of where it went: it is looked for without them, and
// shown with as many of them as stand there again. PURE.
#pragma once

#include "anchor/text.hpp"

namespace restante::anchor {

struct WithoutBlankLines {
    Range range;
    std::uint32_t left_out = 0;  // lines, before it
};
/// The range itself when it begins with a line that holds something, or when none does. Precondition: it is
/// in the text.
[[nodiscard]] WithoutBlankLines without_blank_lines(const Text& text, Range range);

/// The range with the blank lines that stand before it in its text, at most so many.
[[nodiscard]] Range with_blank_lines(const Text& text, Range range, std::uint32_t most);

}  // namespace restante::anchor
