// How sure the clues make us that a line of a new text is what an anchored line became: a number from 0 to 1,
// calibrated on development data. PURE. The table is made by tests/fit; docs/anchors.md says of what
// data, and how good it is.
#pragma once

#include "anchor/evidence.hpp"

namespace restante::anchor {

[[nodiscard]] double judge(const Evidence& evidence) noexcept;

}  // namespace restante::anchor
