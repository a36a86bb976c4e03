#include "base/utf8.hpp"

#include <cstdint>

namespace restante::utf8 {
namespace {

/// The length of the well-formed sequence at `at`, or 0. Table 3-7 of the Unicode Standard.
std::size_t sequence_length(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
    const auto left = text.size() - at;
    const auto tail = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
        return left > i && byte(i) >= low && byte(i) <= high;
    };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
    if (first == 0xe0) return tail(1, 0xa0) && tail(2) ? 3 : 0;
    if (first == 0xed) return tail(1, 0x80, 0x9f) && tail(2) ? 3 : 0;
    if (first >= 0xe1 && first <= 0xef) return tail(1) && tail(2) ? 3 : 0;
    if (first == 0xf0) return tail(1, 0x90) && tail(2) && tail(3) ? 4 : 0;
    if (first >= 0xf1 && first <= 0xf3) return tail(1) && tail(2) && tail(3) ? 4 : 0;
    if (first == 0xf4) return tail(1, 0x80, 0x8f) && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

}  // namespace

std::size_t valid_prefix(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto length = sequence_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return at;
}

std::string replace_invalid(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto good = valid_prefix(text);
        out.append(text.substr(0, good));
        text.remove_prefix(good);
        if (text.empty()) break;
        out.append("\xef\xbf\xbd");
        text.remove_prefix(1);
    }
    return out;
}

}  // namespace restante::utf8
