// Whether a line's history can say why it is so. That of a licence's line, an import or a bracket cannot,
// whoever brought it; nor can that of a line that a commit only moved, or gave another number. PURE; no
// language is known here.
#pragma once

#include <cstdint>
#include <string_view>

#include "anchor/text.hpp"

namespace restante::why {

enum class LineKind : std::uint8_t { code, blank, bracket, import, notice, lock };

/// Precondition: the line is in the text. `path` tells what a program keeps of its own (lock files).
[[nodiscard]] LineKind kind_of_line(const anchor::Text& text, std::uint32_t line, std::string_view path);

/// What a commit did to a line that it is the last to have touched.
enum class Fate : std::uint8_t {
    written,
    moved,       // it was in the file before, elsewhere
    renumbered,  // the file had it with other numbers: a version
    corrected,   // a comment or prose in which the commit changed a letter or two: a typing error
};

/// `before` is the whole file before the commit, `after` as the commit left it.
[[nodiscard]] Fate fate_of(std::string_view line, const anchor::Text& before, const anchor::Text& after,
                           std::string_view path);

}  // namespace restante::why
