// How many lines a text has for people and their tools, for which a final newline begins no line. PURE.
#pragma once

#include <cstdint>

#include "anchor/text.hpp"

namespace restante::anchor {

/// Text::line_count without the empty line behind a final newline; at least one.
[[nodiscard]] inline std::uint32_t pointed_lines(const Text& text) {
    const auto count = text.line_count();
    return count > 1 && text.line(count - 1).empty() ? count - 1 : count;
}

}  // namespace restante::anchor
