#include "decisions/mentions.hpp"

#include <algorithm>

#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// Links and addresses are of who knows which project.
bool in_link(std::string_view text, std::size_t at) {
    const auto open = text.rfind('[', at);
    if (open != std::string_view::npos && text.find(']', open) > at) return true;
    const auto blank = text.find_last_of(" \t(<", at);
    const auto word = text.substr(blank == std::string_view::npos ? 0 : blank + 1);
    return word.starts_with("http") || word.starts_with("./") || word.starts_with("../");
}

void scan(std::string_view text, std::uint32_t line, std::vector<Mention>& out) {
    for (std::size_t at = 0; at < text.size() && out.size() < mentions_max; ++at) {
        if (text[at] < 'A' || text[at] > 'Z' || (at > 0 && is_word(text[at - 1]))) continue;
        const auto begin = at;
        while (at < text.size() && text[at] >= 'A' && text[at] <= 'Z')
            ++at;
        const auto kind = text.substr(begin, at - begin);
        if (at + 1 >= text.size() || (text[at] != '-' && text[at] != ' ') || !is_digit(text[at + 1]) ||
            !is_kind(kind))
            continue;
        const auto first = at + 1;
        auto end = first;
        while (end < text.size() && is_digit(text[end]))
            ++end;
        const bool ends =
            end == text.size() ||
            (!is_word(text[end]) && !(text[end] == '-' && end + 1 < text.size() && is_word(text[end + 1])));
        constexpr std::size_t digits_max = 6;
        if (!ends || end - first > digits_max || in_link(text, begin)) continue;
        Mention one{std::string(kind), without_zeros(text.substr(first, end - first)), line};
        if (std::none_of(out.begin(), out.end(),
                         [&](const Mention& m) { return m.kind == one.kind && m.number == one.number; }))
            out.push_back(std::move(one));
    }
}

}  // namespace

std::vector<Mention> mentions_in(const Outline& outline) {
    std::vector<Mention> out;
    for (const auto& element : outline.elements)
        if (element.part == Part::text || element.part == Part::item) scan(element.text, element.line, out);
    return out;
}

}  // namespace restante::decisions
