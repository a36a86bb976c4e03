// The little of HTTP's grammar that the hub client reads itself. PURE.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::sync {

struct Origin {
    bool https = false;
    bool loopback = false;  // this very machine, by name or number
};

/// "https://hub.example.org:8417": scheme, host and port, nothing else. invalid_argument otherwise.
[[nodiscard]] Result<Origin> read_origin(std::string_view text);

/// The same of any URL, as hubs are named: in lower case, without the usual port. Empty when none can be a
/// hub's, as with another scheme, a user's name or characters that no host has.
[[nodiscard]] std::string origin_of(std::string_view url);

[[nodiscard]] std::string percent_encoded(std::string_view text);

/// The value of a header line when it has this (lower-case) name.
[[nodiscard]] std::optional<std::string_view> header_value(std::string_view line, std::string_view name);

/// The seconds of a Retry-After; nothing for its other form, a date.
[[nodiscard]] std::optional<std::uint32_t> parse_seconds(std::string_view text);

}  // namespace restante::sync
