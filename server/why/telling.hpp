// Whether a line's history can say why it is so. That of a licence's line, an import or a bracket cannot,
// whoever brought it. PURE; no language is known here.
#pragma once

#include <cstdint>
#include <string_view>

#include "anchor/text.hpp"

namespace restante::why {

enum class LineKind : std::uint8_t { code, blank, bracket, import, notice, lock };

/// Precondition: the line is in the text. `path` tells what a program keeps of its own (lock files).
[[nodiscard]] LineKind kind_of_line(const anchor::Text& text, std::uint32_t line, std::string_view path);

}  // namespace restante::why
