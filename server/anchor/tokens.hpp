// Lines as bags of tokens, to say how alike two of them are. PURE. No language is known here: a token is a
// word (letters, digits, "_", "$" and anything outside ASCII), a number, or a single other character; white
// space only divides.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace restante::anchor {

/// One token of a line, in order of appearance.
struct Token {
    std::uint32_t start = 0;  // byte column
    std::uint32_t end = 0;
    std::uint32_t hash = 0;  // equal for equal tokens; for unequal ones, almost never
    bool word = false;       // a word or a number
    friend bool operator==(const Token&, const Token&) = default;
};

/// At most `line_tokens_max` of them: a minified file's only line is not worth more.
[[nodiscard]] std::vector<Token> tokenize(std::string_view line);
inline constexpr std::size_t line_tokens_max = 2000;

/// The bag of a line's tokens: hashes in ascending order.
struct TokenBag {
    std::vector<std::uint32_t> hashes;
    std::uint32_t words = 0;
};
[[nodiscard]] TokenBag token_bag(std::string_view line);
[[nodiscard]] std::vector<TokenBag> token_bags(std::span<const std::string_view> lines);

/// Dice's coefficient of two bags, 0 … 1: twice the tokens in common over all tokens. 0 when either is empty.
[[nodiscard]] double dice(const TokenBag& a, const TokenBag& b) noexcept;

/// How much of the first bag is in the second, 0 … 1: the tokens in common over its own. 0 when it is empty.
[[nodiscard]] double contained(const TokenBag& part, const TokenBag& whole);

/// How much a line says about where it is: 0.05 for a brace or a blank, up to 1.1 for eight words and more.
[[nodiscard]] double weight(const TokenBag& bag) noexcept;

/// All white space taken out.
[[nodiscard]] std::string without_space(std::string_view line);
/// The same in the caller's buffer, for who looks at many lines; valid until that is used again.
[[nodiscard]] std::string_view without_space(std::string_view line, std::string& buffer);

}  // namespace restante::anchor
