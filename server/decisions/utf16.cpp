#include "decisions/utf16.hpp"

namespace restante::decisions {
namespace {

constexpr char32_t replacement = 0xFFFD;

void append_utf8(std::string& out, char32_t point) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool is_first_half(char32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_second_half(char32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

std::string from_utf16(std::string_view bytes) {
    const std::size_t high = bytes.starts_with("\xFF\xFE") ? 1 : 0;  // of two bytes, which is worth more
    const auto unit = [&](std::size_t at) {
        return static_cast<char32_t>(static_cast<unsigned char>(bytes[at + high]) << 8U |
                                     static_cast<unsigned char>(bytes[at + 1 - high]));
    };
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        auto point = unit(at);
        if (is_first_half(point) && at + 3 < bytes.size() && is_second_half(unit(at + 2))) {
            point = 0x10000 + ((point - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
            at += 2;
        } else if (is_first_half(point) || is_second_half(point)) {
            point = replacement;
        }
        append_utf8(out, point);
    }
    return out;
}

}  // namespace restante::decisions
