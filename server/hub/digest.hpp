// SHA-256 and what is made of it: the digest of a token, the seal of a cursor. PURE (OpenSSL's libcrypto
// only).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace restante::hub {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes) noexcept;

/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Sha256 hmac_sha256(const Sha256& key, std::string_view bytes) noexcept;

/// Takes the same time wherever the first difference is.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

[[nodiscard]] std::string to_hex(std::string_view bytes);

/// RFC 4648 section 5, without padding.
[[nodiscard]] std::string to_base64url(std::string_view bytes);

}  // namespace restante::hub
