// Where lines stood that are there no more: the place in the new text at which their neighbours meet. PURE.
#pragma once

#include "anchor/line_diff.hpp"
#include "anchor/record.hpp"
#include "anchor/text.hpp"

namespace restante::anchor {

/// The line of the new text that is nearest behind what stood above the range; what is shown as "here it
/// was". Whole line, without its end; clamped to the text.
[[nodiscard]] Range where_it_stood(const LineMap& map, LineRange lines, const Text& now);

}  // namespace restante::anchor
