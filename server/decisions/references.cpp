#include "decisions/references.hpp"

#include <algorithm>

#include "decisions/names.hpp"
#include "decisions/plain.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t value_bytes_max = 1000;
constexpr std::size_t references_max = 50;

/// Where "[text](target)", "`text <target>`", "link:target[text]", "[[target|text]]" or ":role:`text`" ends.
struct Link {
    std::size_t end = 0;
    std::string_view text;
    std::string_view target;
    std::string_view role;
};

std::optional<Link> bracket_link(std::string_view rest) {
    if (rest.starts_with("[[")) {
        const auto end = rest.find("]]");
        if (end == std::string_view::npos) return std::nullopt;
        const auto inner = rest.substr(2, end - 2);
        const auto bar = inner.find('|');
        return Link{
            end + 2, bar == std::string_view::npos ? inner : inner.substr(bar + 1), inner.substr(0, bar), {}};
    }
    std::size_t depth = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '[') ++depth;
        if (rest[i] != ']' || --depth != 0) continue;
        const auto text = rest.substr(1, i - 1);
        if (i + 1 < rest.size() && rest[i + 1] == '(') {
            const auto close = rest.find(')', i);
            if (close == std::string_view::npos) return std::nullopt;
            auto target = trimmed(rest.substr(i + 2, close - i - 2));
            target = target.substr(0, target.find_first_of(" \t"));
            if (target.starts_with('<') && target.ends_with('>'))
                target = target.substr(1, target.size() - 2);
            return Link{close + 1, text, target, {}};
        }
        return Link{i + 1, text, {}, {}};
    }
    return std::nullopt;
}

std::optional<Link> quoted_link(std::string_view rest) {
    const auto end = rest.find('`', 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto inner = rest.substr(1, end - 1);
    const auto open = inner.rfind('<');
    auto after = end + 1;
    while (after < rest.size() && rest[after] == '_')
        ++after;
    if (open != std::string_view::npos && inner.ends_with('>'))
        return Link{
            after, trimmed(inner.substr(0, open)), inner.substr(open + 1, inner.size() - open - 2), {}};
    return Link{after, inner, {}, {}};
}

std::optional<Link> link_at(std::string_view rest) {
    if (rest.front() == '[') return bracket_link(rest);
    if (rest.front() == '`') return quoted_link(rest);
    if (rest.front() == ':') {
        const auto end = rest.find(":`", 1);
        if (end == std::string_view::npos || end > 20) return std::nullopt;
        auto link = quoted_link(rest.substr(end + 1));
        if (!link) return std::nullopt;
        link->role = rest.substr(1, end - 1);
        link->end += end + 1;
        return link;
    }
    if (rest.starts_with("link:") || rest.starts_with("xref:") || rest.starts_with("https://") ||
        rest.starts_with("http://")) {
        const auto end = std::min(rest.find_first_of(" \t[,<>)"), rest.size());
        auto target = rest.substr(0, end);
        if (target.starts_with("link:") || target.starts_with("xref:")) target.remove_prefix(5);
        if (end < rest.size() && rest[end] == '[')
            if (const auto close = rest.find(']', end); close != std::string_view::npos)
                return Link{close + 1, rest.substr(end + 1, close - end - 1), target, {}};
        while (!target.empty() && (target.back() == '.' || target.back() == ';'))
            target.remove_suffix(1);
        return Link{end, {}, target, {}};
    }
    return std::nullopt;
}

Reference of_link(const Link& link, std::uint32_t line) {
    Reference out;
    out.text = plain(link.text);
    out.target = link.target;
    out.line = line;
    if (!link.role.empty()) {
        const auto role = key_of(link.role);
        auto kind = std::string(role);
        for (auto& c : kind)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        const auto number = !link.target.empty() ? link.target : link.text;
        if (is_kind(kind) && all_digits(trimmed(number.substr(0, number.find('#'))))) {
            out.number = without_zeros(trimmed(number.substr(0, number.find('#'))));
            out.kind = kind;
            out.target.clear();
            return out;
        }
    }
    const auto heading = read_heading(out.text, std::nullopt);
    const auto name = read_name(out.text);
    out.number = name.number && (!name.kind.empty() || name.rest.empty() || name.padded) ? name.number
                                                                                         : heading.number;
    if (!out.number && out.text.starts_with('#') && all_digits(std::string_view(out.text).substr(1)))
        out.number = without_zeros(out.text.substr(1));
    out.kind = name.kind;
    return out;
}

/// A word that may name a record: a number, "ADR-12", "0012-use-x.md", "/keps/168-topic".
std::optional<Reference> of_word(std::string_view word, std::string_view before, std::uint32_t line) {
    while (!word.empty() && (word.front() == '(' || word.front() == '"' || word.front() == '#' ||
                             word.front() == '\'' || word.front() == '*' || word.front() == '<'))
        word.remove_prefix(1);
    while (!word.empty() && std::string_view(".,;:)\"'*>!").find(word.back()) != std::string_view::npos)
        word.remove_suffix(1);
    if (word.empty()) return std::nullopt;
    Reference out;
    out.text = word;
    out.line = line;
    if (word.find('/') != std::string_view::npos || word.ends_with(".md") || word.ends_with(".rst") ||
        word.ends_with(".adoc")) {
        out.target = word;
        return out;
    }
    const auto name = read_name(word);
    if (name.number && (name.rest.empty() || !name.kind.empty() || name.padded)) {
        if (name.kind.empty() && !name.rest.empty()) out.target = word;
        out.number = name.number;
        out.kind = name.kind;
        std::string kind(trimmed(before));
        for (auto& c : kind)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (out.kind.empty() && is_kind(kind)) out.kind = kind;
        return out;
    }
    if (name.dated && !name.rest.empty()) {
        out.target = word;
        return out;
    }
    return std::nullopt;
}

/// "ADR 7 and 9", "#12 & #13".
bool joins_names(std::string_view word) {
    std::string bare = key_of(word);
    while (!bare.empty() && !is_word(bare.back()))
        bare.pop_back();
    auto kind = bare;
    for (auto& c : kind)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kind.ends_with('S') && is_kind(std::string_view(kind).substr(0, kind.size() - 1))) return true;
    return bare.empty() || bare == "and" || bare == "or" || bare == "by" || bare == "et" || bare == "und" ||
           is_kind(kind);
}

}  // namespace

std::vector<Reference> references_in(std::string_view value, std::uint32_t line) {
    value = trimmed(value.substr(0, value_bytes_max));
    while (!value.empty() && (value.front() == ':' || value.front() == '*') &&
           (value.size() == 1 || is_blank(value[1]) || value[1] == '*'))
        value = trimmed(value.substr(1));
    std::vector<Reference> out;
    if (is_nothing(plain(value)) || is_placeholder(value)) return out;
    std::string_view before;
    bool prose = false;  // words that neither name records nor join names
    for (std::size_t at = 0; at < value.size() && out.size() < references_max;) {
        const auto rest = value.substr(at);
        if (is_blank(rest.front()) || rest.front() == ',') {
            ++at;
            continue;
        }
        if (const auto link = link_at(rest); link && link->end > 0) {
            auto reference = of_link(*link, line);
            if (reference.number || !reference.target.empty() || !reference.text.empty())
                out.push_back(std::move(reference));
            at += link->end;
            continue;
        }
        const auto end = std::max<std::size_t>(1, std::min(rest.find_first_of(" \t,["), rest.size()));
        const auto word = rest.substr(0, end);
        if (auto reference = of_word(word, before, line))
            out.push_back(std::move(*reference));
        else
            prose = prose || !joins_names(word);
        before = word;
        at += end;
    }
    // A number in a sentence may be a year, or of anything.
    if (prose)
        std::erase_if(out, [](const Reference& one) {
            return one.target.empty() && one.kind.empty() && all_digits(one.text);
        });
    constexpr std::size_t title_bytes_max = 100;
    if (out.empty() && value.size() <= title_bytes_max) {
        Reference whole;
        whole.text = plain(value);
        whole.line = line;
        out.push_back(std::move(whole));
    }
    return out;
}

}  // namespace restante::decisions
