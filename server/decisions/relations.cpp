#include "decisions/relations.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t relation_bytes_max = 1000;

struct Verb {
    std::string_view text;
    Field field;
};
// Longer ones before those that they begin with.
constexpr std::array<Verb, 46> verbs{{{"superseded by", Field::superseded_by},
                                      {"superceded by", Field::superseded_by},
                                      {"superseeded by", Field::superseded_by},
                                      {"superceeded by", Field::superseded_by},
                                      {"superseded with", Field::superseded_by},
                                      {"superseded in", Field::superseded_by},
                                      {"replaced by", Field::superseded_by},
                                      {"replaced with", Field::superseded_by},
                                      {"obsoleted by", Field::superseded_by},
                                      {"deprecated by", Field::superseded_by},
                                      {"deprecated in favor of", Field::superseded_by},
                                      {"deprecated in favour of", Field::superseded_by},
                                      {"succeeded by", Field::superseded_by},
                                      {"in favour of", Field::superseded_by},
                                      {"in favor of", Field::superseded_by},
                                      {"remplacé par", Field::superseded_by},
                                      {"remplacée par", Field::superseded_by},
                                      {"ersetzt durch", Field::superseded_by},
                                      {"abgelöst durch", Field::superseded_by},
                                      {"reemplazado por", Field::superseded_by},
                                      {"reemplazada por", Field::superseded_by},
                                      {"substituído por", Field::superseded_by},
                                      {"substituída por", Field::superseded_by},
                                      {"sustituido por", Field::superseded_by},
                                      {"sostituito da", Field::superseded_by},
                                      {"vervangen door", Field::superseded_by},
                                      {"supersedes", Field::supersedes},
                                      {"supercedes", Field::supersedes},
                                      {"superseeds", Field::supersedes},
                                      {"supersede", Field::supersedes},
                                      {"replaces", Field::supersedes},
                                      {"obsoletes", Field::supersedes},
                                      {"remplace", Field::supersedes},
                                      {"ersetzt", Field::supersedes},
                                      {"reemplaza a", Field::supersedes},
                                      {"sustituye a", Field::supersedes},
                                      {"substitui", Field::supersedes},
                                      {"sostituisce", Field::supersedes},
                                      {"vervangt", Field::supersedes},
                                      {"amended by", Field::amended_by},
                                      {"modified by", Field::amended_by},
                                      {"updated by", Field::amended_by},
                                      {"modifié par", Field::amended_by},
                                      {"amendé par", Field::amended_by},
                                      {"amends", Field::amends},
                                      {"amende", Field::amends}}};

/// What may stand before the verb that a statement begins with.
bool is_filler(std::string_view word) {
    constexpr std::array<std::string_view, 20> fillers{
        "partially", "partly", "this",   "adr", "rfc",  "decision", "record", "is",  "was",       "has",
        "been",      "now",    "status", "and", "also", "it",       "the",    "oep", "currently", "proposal"};
    return std::find(fillers.begin(), fillers.end(), word) != fillers.end();
}

/// A verb in a text.
struct Found {
    std::size_t at = 0;
    std::size_t end = 0;  // where its object begins
    std::optional<Field> relation = std::nullopt;
};

/// "superseded entirely by X", "superseded [X](…)": what may stand between, or be left out.
std::optional<std::size_t> superseded_loosely(std::string_view rest) {
    for (const std::string_view word : {"superseded", "superceded", "superseeded", "replaced"}) {
        if (!rest.starts_with(word)) continue;
        auto at = word.size();
        constexpr int words_between_max = 3;
        for (int i = 0; i <= words_between_max; ++i) {
            auto begin = rest.find_first_not_of(' ', at);
            // "superseded (as never implemented) by"
            if (begin != std::string_view::npos && rest[begin] == '(')
                if (const auto close = rest.find(')', begin); close != std::string_view::npos)
                    begin = rest.find_first_not_of(' ', close + 1);
            if (begin == std::string_view::npos || begin == at) return std::nullopt;
            const auto end = std::min(rest.find(' ', begin), rest.size());
            const auto next = rest.substr(begin, end - begin);
            if (next == "by" || next == "with") return end;
            if (i == 0 && word != "replaced" && (next.front() == '[' || is_digit(next.front()))) return at;
            if (!is_letter(next.front())) return std::nullopt;
            at = end;
        }
    }
    return std::nullopt;
}

Found find_verb(std::string_view lower, std::size_t from) {
    for (auto at = from; at < lower.size(); ++at) {
        if (!is_letter(lower[at]) || (at > 0 && is_word(lower[at - 1]))) continue;
        for (const auto& verb : verbs) {
            if (!lower.substr(at).starts_with(verb.text)) continue;
            const auto end = at + verb.text.size();
            if (end < lower.size() && is_word(lower[end])) continue;
            return {at, end, verb.field};
        }
        if (const auto end = superseded_loosely(lower.substr(at)))
            return {at, at + *end, Field::superseded_by};
    }
    return {};
}

}  // namespace

std::vector<Clause> relation_clauses(std::string_view text) {
    text = text.substr(0, relation_bytes_max);
    const auto lower = folded(text);
    std::vector<Clause> out;
    for (auto found = find_verb(lower, 0); found.relation;) {
        const auto begin = found.end;
        const auto next = find_verb(lower, begin);
        const auto end = next.relation ? next.at : text.size();
        out.push_back({*found.relation, text.substr(begin, end - begin)});
        found = next;
    }
    return out;
}

bool begins_with_relation(std::string_view text) {
    const auto lower = folded(text.substr(0, relation_bytes_max));
    const auto found = find_verb(lower, 0);
    if (!found.relation) return false;
    const auto before = words_of(std::string_view(lower).substr(0, found.at));
    return std::all_of(before.begin(), before.end(), [](const std::string& word) { return is_filler(word); });
}

}  // namespace restante::decisions
