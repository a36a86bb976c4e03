// UTF-8, checked. Everything that enters the log or an index is valid UTF-8 (RFC 3629: no overlong forms, no
// surrogates, at most U+10FFFF).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace restante::utf8 {

/// The offset of the first byte that is not part of valid UTF-8; `text.size()` when all of it is valid.
[[nodiscard]] std::size_t valid_prefix(std::string_view text) noexcept;

[[nodiscard]] inline bool is_valid(std::string_view text) noexcept {
    return valid_prefix(text) == text.size();
}

/// The text with each invalid byte replaced by U+FFFD.
[[nodiscard]] std::string replace_invalid(std::string_view text);

}  // namespace restante::utf8
