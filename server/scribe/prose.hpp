// A text that somebody typed, made fit to stand in a section of a Markdown file: whatever is in it, the
// sections behind it stay sections. Nothing is left out. PURE, linear. Headings and fences are those of
// CommonMark 0.31 (4.2, 4.3, 4.5).
#pragma once

#include <string>
#include <string_view>

namespace restante::scribe {

/// Its headings become such of `level` and below, the highest of them `level`; a fence or comment that is
/// left open is closed. No blank lines around it, and line ends are "\n".
[[nodiscard]] std::string nested(std::string_view text, std::size_t level);

/// On one line, blanks as one.
[[nodiscard]] std::string one_line(std::string_view text);

/// As a scalar of YAML's block style, quoted where it must be.
[[nodiscard]] std::string yaml_scalar(std::string_view text);

/// The target of a link from the file at `from` to the one at `to`, both in the repository: relative, and
/// percent-encoded where Markdown asks for it.
[[nodiscard]] std::string link_target(std::string_view from, std::string_view to);

}  // namespace restante::scribe
