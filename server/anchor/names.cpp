#include "anchor/names.hpp"

#include <algorithm>

namespace restante::anchor {
namespace {

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool word_character(char c) {
    return letter(c) || (c >= '0' && c <= '9');
}

}  // namespace

std::string_view trimmed(std::string_view line) noexcept {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::string_view first_word(std::string_view line) noexcept {
    line = trimmed(line);
    while (!line.empty() && !letter(line.front()))
        line.remove_prefix(1);
    std::size_t end = 0;
    while (end < line.size() && word_character(line[end]))
        ++end;
    return line.substr(0, end);
}

std::string_view name_of(std::string_view line) noexcept {
    line = trimmed(line);
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c != '(' && c != '=' && c != ';' && c != ':' && c != '{') continue;
        auto end = at;
        while (end > 0 && line[end - 1] == ' ')
            --end;
        auto start = end;
        while (start > 0 && word_character(line[start - 1]))
            --start;
        if (start < end && letter(line[start])) return line.substr(start, end - start);
    }
    return {};
}

float same_name(std::string_view a, std::string_view b) noexcept {
    if (a.empty() || b.empty()) return 0.5F;
    return a == b ? 1.0F : 0.0F;
}

bool is_name(std::string_view text) noexcept {
    return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), word_character);
}

bool has_word(std::string_view text, std::string_view name) noexcept {
    if (name.empty()) return false;
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const auto end = at + name.size();
        if ((at == 0 || !word_character(text[at - 1])) && (end == text.size() || !word_character(text[end])))
            return true;
    }
    return false;
}

}  // namespace restante::anchor
