#include "decisions/words.hpp"

#include <algorithm>

namespace restante::decisions {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
    for (;;) {
        if (!text.empty() && (is_blank(text.front()) || text.front() == '\n'))
            text.remove_prefix(1);
        else if (text.starts_with(no_break_space))
            text.remove_prefix(no_break_space.size());
        else
            break;
    }
    for (;;) {
        if (!text.empty() && (is_blank(text.back()) || text.back() == '\n'))
            text.remove_suffix(1);
        else if (text.ends_with(no_break_space))
            text.remove_suffix(no_break_space.size());
        else
            break;
    }
    return text;
}

std::size_t indent_of(std::string_view line) noexcept {
    return std::min(line.find_first_not_of(" \t"), line.size());
}

std::string folded(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto& c = out[i];
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
            continue;
        }
        const auto lead = static_cast<unsigned char>(c);
        if (i + 1 >= out.size()) continue;
        auto& next = out[i + 1];
        const auto low = static_cast<unsigned char>(next);
        // U+00C0-00DE but U+00D7; U+0391-03A9; U+0410-042F, U+0400-040F (The Unicode Standard, code charts).
        if (lead == 0xC3 && low >= 0x80 && low <= 0x9E && low != 0x97) next = static_cast<char>(low + 0x20);
        if (lead == 0xCE && low >= 0x91 && low <= 0x9F) next = static_cast<char>(low + 0x20);
        if (lead == 0xCE && low >= 0xA0 && low <= 0xA9) c = '\xCF', next = static_cast<char>(low - 0x20);
        if (lead == 0xD0 && low >= 0x90 && low <= 0x9F) next = static_cast<char>(low + 0x20);
        if (lead == 0xD0 && low >= 0xA0 && low <= 0xAF) c = '\xD1', next = static_cast<char>(low - 0x20);
        if (lead == 0xD0 && low >= 0x80 && low <= 0x8F) c = '\xD1', next = static_cast<char>(low + 0x10);
    }
    return out;
}

std::string key_of(std::string_view text) {
    const auto lower = folded(trimmed(text));
    std::string out;
    for (const char c : lower) {
        if (c == '*' || c == '`' || c == '[' || c == ']' || c == '"' || c == '\'') continue;
        const bool gap = is_blank(c) || c == '-' || c == '_' || c == '\n';
        if (!gap)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == ':'))
        out.pop_back();
    return out;
}

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string without_zeros(std::string_view digits) {
    while (digits.size() > 1 && digits.front() == '0' && is_digit(digits[1]))
        digits.remove_prefix(1);
    return std::string(digits);
}

std::vector<std::string_view> parts(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        if (const auto part = trimmed(text.substr(0, end)); !part.empty()) out.push_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::vector<std::string> words_of(std::string_view text) {
    const auto lower = folded(text);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < lower.size();) {
        const auto begin = i;
        while (i < lower.size() && is_word(lower[i]))
            ++i;
        if (i > begin)
            out.push_back(lower.substr(begin, i - begin));
        else
            ++i;
    }
    return out;
}

}  // namespace restante::decisions
