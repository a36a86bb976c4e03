// Small questions about text that every reader here asks. PURE; linear; ASCII rules but for `folded`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace restante::decisions {

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}
/// A letter, a digit, or a byte of a character outside ASCII.
[[nodiscard]] constexpr bool is_word(char c) noexcept {
    return is_letter(c) || is_digit(c) || static_cast<signed char>(c) < 0;
}

/// Without blanks (no-break spaces, too) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// Blanks before the text.
[[nodiscard]] std::size_t indent_of(std::string_view line) noexcept;
/// Lower case: ASCII, and the letters of Latin-1, Greek and Cyrillic.
[[nodiscard]] std::string folded(std::string_view text);
/// A name as tables have it: folded, without emphasis, each run of blanks, '-' and '_' one space.
[[nodiscard]] std::string key_of(std::string_view text);
[[nodiscard]] bool all_digits(std::string_view text) noexcept;
/// "007" is "7"; "0" stays. Precondition: begins with a digit.
[[nodiscard]] std::string without_zeros(std::string_view digits);
/// The parts between separators, trimmed, without empty ones.
[[nodiscard]] std::vector<std::string_view> parts(std::string_view text, std::string_view separators);
/// Folded words and numbers, in their order.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

}  // namespace restante::decisions
