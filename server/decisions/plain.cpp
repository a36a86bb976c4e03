#include "decisions/plain.hpp"

#include <algorithm>
#include <array>

#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t link_bytes_max = 2000;
constexpr char escaped_star = '\x01';  // "\*\*kwargs" is no emphasis

/// Where the bracket that opens at `at` closes; npos when it does not, within reason.
std::size_t closing(std::string_view text, std::size_t at, char open, char close) {
    std::size_t depth = 0;
    for (auto i = at; i < std::min(text.size(), at + link_bytes_max); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == open)
            ++depth;
        else if (text[i] == close && --depth == 0)
            return i;
    }
    return std::string_view::npos;
}

/// The part of "link:target[text]", "xref:target[text]" and "https://…[text]" that is shown.
bool asciidoc_link(std::string_view text, std::size_t at, std::size_t& next, std::string_view& shown) {
    const auto rest = text.substr(at);
    if (!rest.starts_with("link:") && !rest.starts_with("xref:") && !rest.starts_with("http")) return false;
    const auto end = rest.find_first_of(" \t[");
    if (end == std::string_view::npos || rest[end] != '[') return false;
    const auto close = closing(text, at + end, '[', ']');
    if (close == std::string_view::npos) return false;
    shown = text.substr(at + end + 1, close - at - end - 1);
    next = close + 1;
    return true;
}

std::string without_links(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t next = 0;
        std::string_view shown;
        if (text[i] == '\\' && i + 1 < text.size() && !is_word(text[i + 1]) && !is_blank(text[i + 1])) {
            out += text[i + 1] == '*' ? escaped_star : text[i + 1];
            i += 2;
            continue;
        }
        const bool at_word = i == 0 || !is_word(text[i - 1]);
        if (at_word && asciidoc_link(text, i, next, shown)) {
            out += shown;
            i = next;
            continue;
        }
        if (text[i] == '[' || (text[i] == '!' && text.substr(i + 1).starts_with('['))) {
            const auto open = text[i] == '[' ? i : i + 1;
            const auto close = closing(text, open, '[', ']');
            const char after =
                close != std::string_view::npos && close + 1 < text.size() ? text[close + 1] : ' ';
            const auto end = after == '(' ? closing(text, close + 1, '(', ')')
                             : after == '[' && open > 0 && is_blank(text[open - 1])
                                 ? closing(text, close + 1, '[', ']')
                                 : std::string_view::npos;
            if (end != std::string_view::npos) {
                if (open == i) out += plain(text.substr(open + 1, close - open - 1));
                i = end + 1;
                continue;
            }
        }
        if (text[i] == '<' && i + 1 < text.size() && (is_letter(text[i + 1]) || text[i + 1] == '/')) {
            const auto end = text.find('>', i);
            const auto name = text.substr(i + 1, end == std::string_view::npos ? 0 : end - i - 1);
            constexpr std::array<std::string_view, 14> tags{
                "a", "b", "i", "u", "em", "strong", "br", "sub", "sup", "span", "code", "img", "del", "s"};
            auto tag = name.starts_with('/') ? name.substr(1) : name;
            tag = tag.substr(0, tag.find_first_of(" /"));
            if (std::find(tags.begin(), tags.end(), tag) != tags.end()) {
                i = end + 1;
                continue;
            }
        }
        out += text[i++];
    }
    return out;
}

}  // namespace

std::string plain(std::string_view text) {
    auto out = without_links(trimmed(text));
    // Emphasis: two stars anywhere, other marks where they stand around all of it ("__init__" is a name).
    for (auto at = out.find("**"); at != std::string::npos; at = out.find("**", at))
        out.erase(at, 2);
    auto view = trimmed(out);
    while (view.size() > 2 && view[1] != '_' && (view.front() == '*' || view.front() == '_') &&
           view.back() == view.front())
        view = trimmed(view.substr(1, view.size() - 2));
    if (const auto anchor = view.rfind("{#"); anchor != std::string_view::npos && view.ends_with('}'))
        view = trimmed(view.substr(0, anchor));
    std::string bare(view);
    std::replace(bare.begin(), bare.end(), escaped_star, '*');
    return bare;
}

bool is_placeholder(std::string_view text) {
    text = trimmed(text);
    while (text.size() > 1 &&
           (text.front() == '*' || text.front() == '"' || text.front() == '`' || text.front() == '_'))
        text = trimmed(text.substr(1, text.size() - 1 - (text.back() == text.front() ? 1 : 0)));
    if (text.empty()) return false;
    const auto wrapped = [&](char open, char close) {
        return text.front() == open && closing(text, 0, open, close) == text.size() - 1;
    };
    if (wrapped('{', '}') || wrapped('[', ']')) return text.size() > 2;
    if (text.front() == '<' && text.back() == '>')
        return text.find("://") == std::string_view::npos && text.find('@') == std::string_view::npos;
    const auto lower = folded(text);
    for (const auto* start : {"yyyy", "todo", "xxxx", "jj/mm", "dd/mm", "dd-mm", "mm/dd", "aaaa", "rfc-nnnn",
                              "adr-nnnn", "kep-nnnn", "(leave ", "(put ", "(fill "})
        if (lower.starts_with(start)) return true;
    return false;
}

bool is_nothing(std::string_view text) {
    constexpr std::array<std::string_view, 18> nothing{"",    "-",    "--",      "n/a", "na", "none",
                                                       "nil", "null", "~",       "tbd", "no", "tba",
                                                       "{}",  "[]",   "unknown", "—",   "?",  "nothing"};
    const auto key = key_of(trimmed(text));
    const auto end = key.find_last_not_of(" .");
    const auto word = std::string_view(key).substr(0, end == std::string::npos ? 0 : end + 1);
    return std::find(nothing.begin(), nothing.end(), word) != nothing.end() || trimmed(text) == "[]";
}

}  // namespace restante::decisions
