// Access tokens: `rst_` and 43 base64url digits of 32 random bytes. The hub keeps their SHA-256 only: 256
// random bits need no salt and no slow hash, and looking a digest up tells nothing about the tokens near it.
// PURE.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/digest.hpp"

namespace restante::hub {

[[nodiscard]] std::string token_text(const std::array<std::uint8_t, 32>& random);

/// Nothing for a text that cannot be a token (so nothing is looked up for it).
[[nodiscard]] std::optional<Sha256> token_digest(std::string_view token) noexcept;

/// The token of an `Authorization: Bearer TOKEN` header (RFC 6750; the scheme's case does not matter).
[[nodiscard]] std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept;

}  // namespace restante::hub
