#include "decisions/status_words.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "decisions/plain.hpp"
#include "decisions/status_table.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t statement_bytes_max = 300;

/// One letter wrong, missing, too many, or two exchanged (Damerau's four mistakes).
bool one_slip(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i])
        ++i;
    const auto rest_a = a.substr(i);
    const auto rest_b = b.substr(i);
    if (a.size() < b.size()) return rest_a == rest_b.substr(1);
    if (rest_a.empty() || rest_a.substr(1) == rest_b.substr(1)) return true;
    return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
           rest_a.substr(2) == rest_b.substr(2);
}

/// "This supersedes …".
bool is_verb(std::string_view word) {
    for (const std::string_view verb :
         {"supersedes", "supercedes", "supersede", "replaces", "obsoletes", "deprecates", "implements"})
        if (word == verb) return true;
    return false;
}

std::optional<Status> word_status(std::string_view word) {
    if (const auto found = status_table().find(word); found != status_table().end()) return found->second;
    constexpr std::size_t long_enough = 7;
    // What a record does to others is not what it is; nor is "for the next release".
    if (word.size() < long_enough || is_verb(word) || word == "release") return std::nullopt;
    for (const auto& [known, status] : status_table())
        if (known.size() >= long_enough && known.front() == word.front() && one_slip(known, word))
            return status;
    return std::nullopt;
}

struct PhraseWords {
    std::vector<std::string> words;
    Status status;
};

/// The phrases, taken apart once.
const std::vector<PhraseWords>& phrase_words() {
    static const auto phrases = [] {
        std::vector<PhraseWords> out;
        out.reserve(std::size(status_phrases));
        for (const auto& phrase : status_phrases)
            out.push_back({words_of(phrase.text), phrase.status});
        return out;
    }();
    return phrases;
}

/// All that the text names, in its order.
std::vector<Status> statuses_in(std::string_view text) {
    std::vector<Status> found;
    const auto words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        bool phrase_found = false;
        for (const auto& phrase : phrase_words()) {
            const auto& wanted = phrase.words;
            if (i + wanted.size() > words.size() ||
                !std::equal(wanted.begin(), wanted.end(), words.begin() + static_cast<std::ptrdiff_t>(i)))
                continue;
            if (phrase.status != Status::unknown) found.push_back(phrase.status);
            i += wanted.size() - 1;
            phrase_found = true;
            break;
        }
        if (phrase_found) continue;
        if (const auto status = word_status(words[i])) found.push_back(*status);
    }
    return found;
}

/// Without what stands in brackets, unless nothing is left.
std::string outside_brackets(std::string_view text) {
    std::string out;
    int depth = 0;
    for (const char c : text) {
        if (c == '(' || c == '[') ++depth;
        if (depth == 0) out += c;
        if ((c == ')' || c == ']') && depth > 0) --depth;
    }
    return out;
}

std::string_view first_sentence(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if ((text[i] == '.' && is_blank(text[i + 1])) || text[i] == ';') return text.substr(0, i);
    return text;
}

/// "Implemented. Superseded by ADR-7": what a later sentence begins with is news.
bool superseded_later(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if ((text[i] != '.' || !is_blank(text[i + 1])) && text[i] != ';') continue;
        const auto words = words_of(text.substr(i + 1));
        if (!words.empty() && word_status(words.front()) == Status::superseded) return true;
    }
    return false;
}

bool has(const std::vector<Status>& statuses, Status one) {
    return std::find(statuses.begin(), statuses.end(), one) != statuses.end();
}

/// Of several words the one that came last in a record's life, where that can be said.
Status latest(const std::vector<Status>& statuses) {
    if (statuses.empty()) return Status::unknown;
    if (has(statuses, Status::superseded)) return Status::superseded;
    const auto first = statuses.front();
    if (first == Status::accepted && has(statuses, Status::implemented)) return Status::implemented;
    if (first == Status::accepted && has(statuses, Status::deprecated)) return Status::deprecated;
    if (first == Status::deprecated && has(statuses, Status::implemented)) return Status::deprecated;
    return first;
}

bool offers_choices(std::string_view text) {
    const auto known = [&](std::string_view separator) {
        const auto separated = parts(text, separator);
        return separated.size() < 2 ? 0 : std::count_if(separated.begin(), separated.end(), [](auto part) {
            return !statuses_in(part).empty();
        });
    };
    return known("|") >= 2 || known("/") >= 3;
}

}  // namespace

StatusReading read_status(std::string_view statement) {
    statement = trimmed(statement.substr(0, statement_bytes_max));
    if (is_placeholder(statement) || offers_choices(statement)) return {Status::unknown, true};
    const auto text = plain(statement);
    const auto bare = outside_brackets(text);
    auto found = statuses_in(first_sentence(trimmed(bare)));
    if (found.empty()) found = statuses_in(bare);
    if (found.empty() && trimmed(bare).empty()) found = statuses_in(text);
    if (superseded_later(bare)) found.push_back(Status::superseded);
    // "Inactive (superseded by CIP-7)": the word says little, what stands behind it why.
    if (found.size() == 1 && !words_of(bare).empty() && words_of(bare).front() == "inactive")
        if (const auto all = statuses_in(text); all.size() > 1) found.assign(all.begin() + 1, all.end());
    return {latest(found), false};
}

bool explains_statuses(std::string_view statement) {
    if (read_status(statement).unfilled) return false;
    auto all = statuses_in(plain(statement.substr(0, statement_bytes_max)));
    std::sort(all.begin(), all.end());
    constexpr std::ptrdiff_t different_min = 4;
    return std::unique(all.begin(), all.end()) - all.begin() >= different_min;
}

}  // namespace restante::decisions
