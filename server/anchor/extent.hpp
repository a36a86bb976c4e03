// Where a range ends in a new text, once it is known where it begins: by what became of its last line, or by
// the indentation of what it opens. PURE; languages are not known here.
#pragma once

#include "anchor/evidence.hpp"

namespace restante::anchor {

/// Whether the range is a block: what is between its first and last line is deeper than its first line, and
/// the last one is as deep ("}", "end") or, where blocks have no closing line, deeper.
[[nodiscard]] bool is_block(Reading& text, LineRange lines);

/// The last line of the range whose first line became `first`; at least `first`.
[[nodiscard]] std::uint32_t last_line(const Pair& pair, LineRange lines, std::uint32_t first);

}  // namespace restante::anchor
