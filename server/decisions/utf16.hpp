// Texts in UTF-16, as some shells of Windows write them. PURE, linear. Only what begins with its byte order
// mark is known as such: nothing is guessed.
#pragma once

#include <string>
#include <string_view>

namespace restante::decisions {

[[nodiscard]] inline bool is_utf16(std::string_view bytes) noexcept {
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

/// As UTF-8, without the mark (RFC 2781). Half a pair becomes U+FFFD, an odd last byte is left out.
[[nodiscard]] std::string from_utf16(std::string_view bytes);

}  // namespace restante::decisions
