// The name of a git object as bytes: what a history of many thousand commits is kept and compared by. PURE
// value. Hexadecimal text is for people, ops and the wire.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace restante::vcs {

/// Whether the text is a whole id: 40 or 64 lower-case hexadecimal digits.
[[nodiscard]] bool is_object_id(std::string_view text) noexcept;

struct ObjectId {
    std::array<std::uint8_t, 32> bytes{};
    std::uint8_t size = 0;  // 20 (SHA-1) or 32 (SHA-256); 0 for none

    [[nodiscard]] bool empty() const noexcept { return size == 0; }
    [[nodiscard]] std::string hex() const;
    /// Nothing unless the text is a whole id in lower-case hexadecimal.
    [[nodiscard]] static std::optional<ObjectId> parse(std::string_view hex) noexcept;
    /// Precondition: raw.size() is 20 or 32.
    [[nodiscard]] static ObjectId of_bytes(std::string_view raw) noexcept;

    friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

}  // namespace restante::vcs

/// The id is a hash already.
template <>
struct std::hash<restante::vcs::ObjectId> {
    std::size_t operator()(const restante::vcs::ObjectId& id) const noexcept {
        std::size_t value = 0;
        std::memcpy(&value, id.bytes.data(), sizeof value);
        return value;
    }
};
