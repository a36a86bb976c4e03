// What others wrote, made harmless to show: control characters can steer a terminal, and marks that turn the
// direction of text can make a line read as what it is not (CVE-2021-42574). PURE.
#pragma once

#include <string>
#include <string_view>

namespace restante {

/// The text without C0 and C1 controls and direction marks (U+061C, U+200E-200F, U+202A-202E, U+2066-2069);
/// line breaks and tabs stay. UTF-8; what is not is passed on as it is.
[[nodiscard]] std::string printable(std::string_view text);

/// The same without line breaks and tabs: names, paths and titles, which must not break the line they are on.
[[nodiscard]] std::string within_line(std::string_view text);

/// Nothing in it is but what it looks like: it is within_line of itself, and has no line or paragraph
/// separator (U+2028, U+2029). For names.
[[nodiscard]] bool is_plain_line(std::string_view text);

/// On one line, each run of blanks one space, cut with an ellipsis at so many characters.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t characters_max);

}  // namespace restante
