// What a line is about, by its words alone: PURE, and no language is known here.
#pragma once

#include <string_view>

namespace restante::anchor {

/// Without the white space at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view line) noexcept;

/// Empty when there is none.
[[nodiscard]] std::string_view first_word(std::string_view line) noexcept;

/// The name that stands before the first '(', '=', ';', ':' or '{'. Empty when there is none.
[[nodiscard]] std::string_view name_of(std::string_view line) noexcept;

/// 1 for the same name, 0 for another, 0.5 when either is empty and so says nothing.
[[nodiscard]] float same_name(std::string_view a, std::string_view b) noexcept;

/// Whether the whole of it is one name.
[[nodiscard]] bool is_name(std::string_view text) noexcept;

/// Whether the name stands in the text as a word of its own.
[[nodiscard]] bool has_word(std::string_view text, std::string_view name) noexcept;

}  // namespace restante::anchor
