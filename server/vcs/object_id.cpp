#include "vcs/object_id.hpp"

#include <algorithm>

namespace restante::vcs {

bool is_object_id(std::string_view text) noexcept {
    return (text.size() == 40 || text.size() == 64) && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string ObjectId::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2UL * size);
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

std::optional<ObjectId> ObjectId::parse(std::string_view hex) noexcept {
    if (!is_object_id(hex)) return std::nullopt;
    const auto value = [](char c) { return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
    ObjectId id;
    id.size = static_cast<std::uint8_t>(hex.size() / 2);
    for (std::size_t i = 0; i < id.size; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(value(hex[2 * i]) << 4U | value(hex[2 * i + 1]));
    return id;
}

ObjectId ObjectId::of_bytes(std::string_view raw) noexcept {
    ObjectId id;
    id.size = static_cast<std::uint8_t>(raw.size());
    std::memcpy(id.bytes.data(), raw.data(), raw.size());
    return id;
}

}  // namespace restante::vcs
