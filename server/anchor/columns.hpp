// Where a column of a line is after the line was edited. PURE.
//
// The tokens of both lines are aligned by a longest common subsequence. A column inside a token that is still
// there stays in it; one inside a replaced token goes to what stands between the neighbours that are still
// there, so that a renamed identifier keeps its slot.
#pragma once

#include <string_view>
#include <utility>

#include "anchor/anchor.hpp"

namespace restante::anchor {

/// The image of the bytes [start, end) of a line: within the new line, start <= end, and empty when all of it
/// was removed. Neither end falls inside a UTF-8 sequence unless it did before.
[[nodiscard]] std::pair<std::uint32_t, std::uint32_t> carry_columns(std::string_view old_line,
                                                                    std::string_view new_line,
                                                                    std::uint32_t start, std::uint32_t end);

}  // namespace restante::anchor
