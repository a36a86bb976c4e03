#include "base/printable.hpp"

#include <algorithm>

namespace restante {
namespace {

/// C0 and C1 controls, and the marks that turn the direction of what follows.
bool is_harmless(std::string_view text, std::size_t at, std::size_t length, bool keep_breaks) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 1)
        return (first >= 0x20 && first != 0x7f) || (keep_breaks && (first == '\n' || first == '\t'));
    const auto second = static_cast<unsigned char>(text[at + 1]);
    if (first == 0xc2 && second < 0xa0) return false;
    if (first == 0xd8 && second == 0x9c) return false;
    if (first == 0xe2 && length == 3) {
        const auto third = static_cast<unsigned char>(text[at + 2]);
        if (second == 0x80 && ((third >= 0xaa && third <= 0xae) || third == 0x8e || third == 0x8f))
            return false;
        if (second == 0x81 && third >= 0xa6 && third <= 0xa9) return false;
    }
    return true;
}

std::size_t length_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return std::min(length, text.size() - at);
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto length = length_at(text, at);
        if (is_harmless(text, at, length, true)) out.append(text.substr(at, length));
        at += length;
    }
    return out;
}

std::string within_line(std::string_view text) {
    auto out = printable(text);
    std::erase_if(out, [](char c) { return c == '\n' || c == '\t'; });
    return out;
}

bool is_plain_line(std::string_view text) {
    for (const std::string_view separator : {"\u2028", "\u2029"})
        if (text.find(separator) != std::string_view::npos) return false;
    return within_line(text) == text;
}

std::string one_line(std::string_view text, std::size_t characters_max) {
    std::string out;
    std::size_t characters = 0;
    bool blank = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = length_at(text, at);
        const bool space =
            length == 1 && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r');
        if (space) {
            blank = !out.empty();
        } else if (is_harmless(text, at, length, false)) {
            if (characters + (blank ? 1U : 0U) >= characters_max) return out + "…";
            if (blank) {
                out += ' ';
                ++characters;
            }
            blank = false;
            out.append(text.substr(at, length));
            ++characters;
        }
        at += length;
    }
    return out;
}

}  // namespace restante
