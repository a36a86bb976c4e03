// A hub's cursor, `<epoch>.<seq>.<chain>`, as far as a client may read it: which epoch it belongs to and how
// many ops of the space lie before it. The chain is the hub's own business. PURE.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace restante::sync {

struct CursorParts {
    std::string epoch;
    std::uint64_t seq = 0;
    friend bool operator==(const CursorParts&, const CursorParts&) = default;
};

inline constexpr std::size_t cursor_bytes_max = 128;

/// Nothing for the empty cursor and for anything that is no cursor.
[[nodiscard]] std::optional<CursorParts> parse_cursor(std::string_view cursor);

}  // namespace restante::sync
