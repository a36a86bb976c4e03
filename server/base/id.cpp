#include "base/id.hpp"

namespace restante::detail {
namespace {

constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";

constexpr std::array<std::int8_t, 256> make_values() {
    std::array<std::int8_t, 256> values{};
    for (auto& v : values)
        v = -1;
    for (std::size_t i = 0; i < digits.size(); ++i)
        values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
    return values;
}
constexpr auto values = make_values();

}  // namespace

std::string id_to_text(const std::array<std::uint8_t, 16>& bytes) {
    // 26 digits hold 130 bits: the two highest are zero. So the first byte is two digits, and each five of
    // the others are eight.
    std::string text(26, '0');
    text[0] = digits[bytes[0] >> 5U];
    text[1] = digits[bytes[0] & 31U];
    std::size_t out = 2;
    for (std::size_t in = 1; in < bytes.size(); in += 5) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < 5; ++i)
            bits = bits << 8U | bytes[in + i];
        for (std::size_t i = 0; i < 8; ++i)
            text[out++] = digits[bits >> (35U - 5U * i) & 31U];
    }
    return text;
}

std::optional<std::array<std::uint8_t, 16>> id_from_text(std::string_view text) noexcept {
    if (text.size() != 26) return std::nullopt;
    std::array<std::uint8_t, 16> bytes{};
    unsigned buffer = 0;
    int bits = -2;
    std::size_t out = 0;
    for (char c : text) {
        const auto value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        if (bits == -2 && value > 7) return std::nullopt;  // would need more than 128 bits
        buffer = (buffer << 5) | static_cast<unsigned>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes[out++] = static_cast<std::uint8_t>(buffer >> bits);
            buffer &= (1U << bits) - 1U;
        }
    }
    return bytes;
}

}  // namespace restante::detail
