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

/// The range of lines and columns that were pointed at, clamped to the text. An end behind the beginning of
/// an empty line means that line as well; as a range, it ends where the next line begins.
[[nodiscard]] inline Range pointed_range(const Text& text, Range pointed) {
    auto range = text.clamp(pointed);
    const bool is_empty = range.end.column == 0 && pointed.end.column > 0;
    if (is_empty && range.end.line > range.start.line && range.end.line + 1 < text.line_count())
        range.end = {range.end.line + 1, 0};
    return range;
}

}  // namespace restante::anchor
