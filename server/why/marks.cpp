#include "why/marks.hpp"

#include <algorithm>
#include <array>

#include "decisions/words.hpp"
#include "why/citations.hpp"
#include "why/globs.hpp"
#include "why/nearby.hpp"

namespace restante::why {
namespace {

using decisions::is_digit;

constexpr std::size_t marked_line_max = 4096;  // bytes; a longer one is no person's
constexpr std::size_t number_digits_max = 6;
/// Series that whoever programs cites, whatever the project calls its own records.
constexpr std::array<std::string_view, 7> cited_by_all{"RFC", "PEP", "JEP", "BIP", "EIP", "DECISION", "ERC"};

/// The part of a line that is for people; empty when there is none, or nothing in it could be a name.
struct Said {
    std::size_t begin = 0;
    std::string_view text;
};

Said said_in(std::string_view line, bool prose) {
    if (line.size() > marked_line_max) return {};
    const auto begin = prose ? 0 : comment_begin(line);
    if (begin == std::string_view::npos) return {};
    const auto text = line.substr(begin);
    // Every name has a number, or is a path.
    const bool may =
        std::any_of(text.begin(), text.end(), is_digit) || text.find('/') != std::string_view::npos;
    return may ? Said{begin, text} : Said{};
}

bool in_link_or_address(std::string_view text, std::size_t at) {
    const auto open = text.rfind('[', at);
    if (open != std::string_view::npos && text.find("](", at) != std::string_view::npos) return true;
    const auto blank = text.find_last_of(" \t(<\"'`", at);
    const auto word = text.substr(blank == std::string_view::npos ? 0 : blank + 1);
    return word.substr(0, word.find_first_of(" \t")).find("://") != std::string_view::npos ||
           word.substr(0, at - (blank == std::string_view::npos ? 0 : blank + 1)).find('/') !=
               std::string_view::npos;
}

void dangling_in_line(const Said& said, std::uint32_t line, const Names& names,
                      std::vector<DanglingName>& out) {
    const auto text = said.text;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins =
            text[at] >= 'A' && text[at] <= 'Z' &&
            (at == 0 || !(decisions::is_word(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '_'));
        if (!begins) continue;
        const auto begin = at;
        while (at < text.size() && text[at] >= 'A' && text[at] <= 'Z')
            ++at;
        const std::string kind(text.substr(begin, at - begin));
        if (at + 1 >= text.size() || (text[at] != '-' && text[at] != ' ') || !is_digit(text[at + 1]))
            continue;
        const auto first = at + 1;
        auto end = first;
        while (end < text.size() && is_digit(text[end]))
            ++end;
        const bool goes_on =
            end < text.size() && (decisions::is_word(text[end]) || text[end] == '_' ||
                                  ((text[end] == '-' || text[end] == '.') && end + 1 < text.size() &&
                                   decisions::is_word(text[end + 1])));
        const bool by_all = std::find(cited_by_all.begin(), cited_by_all.end(), kind) != cited_by_all.end();
        if (goes_on || end - first > number_digits_max || by_all || !names.is_called(kind) ||
            names.has_number(decisions::without_zeros(text.substr(first, end - first))) ||
            in_link_or_address(text, begin))
            continue;
        out.push_back({line, static_cast<std::uint32_t>(said.begin + begin),
                       static_cast<std::uint32_t>(said.begin + end),
                       std::string(text.substr(begin, end - begin))});
        at = end - 1;
    }
}

}  // namespace

std::size_t comment_begin(std::string_view line) {
    if (is_comment_line(line)) return line.find_first_not_of(" \t");
    constexpr auto none = std::string_view::npos;
    auto best = none;
    const auto take = [&](std::size_t at) { best = std::min(best, at); };
    // An address holds slashes, too; and "#" and "--" are marks where a blank stands on both sides.
    for (auto at = line.find("//"); at != none; at = line.find("//", at + 2))
        if (at == 0 || line[at - 1] != ':') {
            take(at);
            break;
        }
    for (const std::string_view mark : {"/*", "<!--", " # ", "\t# ", " -- ", " ;; "})
        take(line.find(mark));
    return best;
}

std::vector<Mark> marks_in(const anchor::Text& text, const Names& names, std::string_view path) {
    std::vector<Mark> out;
    const bool prose = is_prose(path);
    for (std::uint32_t line = 0; line < text.line_count() && out.size() < marks_max; ++line) {
        const auto said = said_in(text.line(line), prose);
        if (said.text.empty()) continue;
        for (const auto& cited : citations_in(said.text, names, path)) {
            if (cited.elsewhere || names.is_own(cited.record, path)) continue;
            const auto at = said.text.find(cited.text);
            const auto first = static_cast<std::uint32_t>(said.begin + at);
            out.push_back({line, first, first + static_cast<std::uint32_t>(cited.text.size()), cited.record});
        }
    }
    return out;
}

std::vector<DanglingName> dangling_names_in(const anchor::Text& text, const Names& names,
                                            std::string_view path) {
    std::vector<DanglingName> out;
    const bool prose = is_prose(path);
    for (std::uint32_t line = 0; line < text.line_count() && out.size() < marks_max; ++line)
        dangling_in_line(said_in(text.line(line), prose), line, names, out);
    return out;
}

std::vector<std::size_t> governing(std::string_view path, const Names& names,
                                   const std::vector<decisions::Record>& records) {
    std::vector<std::pair<std::size_t, std::size_t>> found;  // how narrow, and which
    for (std::size_t i = 0; i < records.size(); ++i) {
        std::optional<std::size_t> narrow;
        for (const auto& pattern : records[i].applies_to) {
            if (pattern.find_first_not_of("*/.") == std::string::npos) continue;
            if (const auto depth = match_glob(pattern, path); depth && *depth >= narrow.value_or(0))
                narrow = depth;
        }
        if (narrow && !names.is_own(i, path)) found.emplace_back(*narrow, i);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::size_t> out;
    out.reserve(found.size());
    for (const auto& [narrow, record] : found)
        out.push_back(record);
    return out;
}

}  // namespace restante::why
