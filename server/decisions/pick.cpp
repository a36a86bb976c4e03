#include "decisions/pick.hpp"

#include <algorithm>

#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr int in_number = 100;
constexpr int in_title = 20;
constexpr int in_tags = 8;
constexpr int in_text_max = 5;  // more occurrences than this say no more

template <class Test>
std::vector<std::size_t> all(const std::vector<Record>& records, Test test) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < records.size(); ++i)
        if (test(records[i])) out.push_back(i);
    return out;
}

bool ends_path(std::string_view path, std::string_view end) {
    return path == end ||
           (path.size() > end.size() && path.ends_with(end) && path[path.size() - end.size() - 1] == '/');
}

/// Decisions of the space, by four or more of an id's last characters, with or without "D-".
std::vector<std::size_t> by_id(const std::vector<Record>& records, std::string_view said) {
    constexpr std::size_t ending_min = 4;
    auto ending = folded(said);
    if (ending.starts_with("d-")) ending.erase(0, 2);
    if (ending.size() < ending_min) return {};
    return all(records,
               [&](const Record& r) { return r.decision_id && folded(*r.decision_id).ends_with(ending); });
}

bool holds(const std::vector<std::string>& words, const std::string& wanted) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return word.starts_with(wanted); });
}

/// How often the word begins in the text, at most in_text_max times; sets where it did first.
int count(std::string_view lower, const std::string& word, std::size_t& first) {
    int found = 0;
    for (auto at = lower.find(word); at != std::string_view::npos && found < in_text_max;
         at = lower.find(word, at + word.size())) {
        if (at > 0 && is_word(lower[at - 1]) && is_word(word.front())) continue;
        if (found++ == 0) first = std::min(first, at);
    }
    return found;
}

}  // namespace

std::vector<std::size_t> pick(const std::vector<Record>& records, std::string_view said) {
    said = trimmed(said);
    if (said.empty()) return {};
    auto found = all(records, [&](const Record& r) { return !r.path.empty() && r.path == said; });
    if (found.empty()) found = by_id(records, said);
    if (!found.empty()) return found;
    auto number = said;
    if (number.starts_with('#')) number.remove_prefix(1);
    const auto name = read_name(number);
    if (name.number && name.rest.empty())
        found = all(records, [&](const Record& r) {
            return r.number == name.number && (name.kind.empty() || r.kind.empty() || r.kind == name.kind);
        });
    if (found.empty()) found = all(records, [&](const Record& r) { return r.number && *r.number == number; });
    if (found.empty())
        found = all(records, [&](const Record& r) { return r.slug == said || ends_path(r.path, said); });
    if (!found.empty()) return found;
    const auto wanted = words_of(said);
    if (wanted.empty()) return {};
    return all(records, [&](const Record& r) {
        const auto words = words_of(r.title ? *r.title : r.slug);
        return std::all_of(wanted.begin(), wanted.end(),
                           [&](const auto& word) { return holds(words, word); });
    });
}

std::optional<Hit> match(const Record& record, std::string_view text, const std::vector<std::string>& words) {
    const auto title = words_of(record.title ? *record.title : record.slug);
    const auto lower = folded(text);
    Hit hit;
    auto first = std::string::npos;
    for (const auto& word : words) {
        int score = record.number == word ? in_number : 0;
        if (holds(title, word)) score += in_title;
        for (const auto& tag : record.tags)
            if (holds(words_of(tag), word)) score += in_tags;
        for (const auto& name : record.deciders)
            if (holds(words_of(name), word)) score += in_tags;
        score += count(lower, word, first);
        if (score == 0) return std::nullopt;
        hit.score += score;
    }
    if (first == std::string::npos) return hit;
    const auto begin = first == 0 ? 0 : text.rfind('\n', first - 1) + 1;
    hit.line = static_cast<std::uint32_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n') + 1);
    hit.excerpt = trimmed(text.substr(begin, text.find('\n', first) - begin));
    return hit;
}

}  // namespace restante::decisions
