#include "why/commits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "decisions/words.hpp"
#include "why/citations.hpp"
#include "why/trailers.hpp"
#include "why/weights.hpp"

namespace restante::why {
namespace {

constexpr std::array<std::string_view, 14> chores{
    "typo",      "typos",      "spelling", "typographical", "misspelling",  "misspellings", "grammar",
    "copyright", "whitespace", "reformat", "reformatted",   "reformatting", "indentation",  "linting"};
constexpr std::array<std::string_view, 5> chores_first{"bump", "release", "format", "lint", "formatting"};
constexpr std::array<std::string_view, 9> chore_phrases{"license header", "licence header", "bump version",
                                                        "version bump",   "clang format",   "code style",
                                                        "trailing space", "broken link",    "dead link"};

std::string short_id(const Commit& commit) {
    constexpr std::size_t short_max = 10;
    return commit.id.substr(0, short_max);
}

bool tells(const TouchedLine& line) {
    return line.fate == Fate::written && (line.kind == LineKind::code || line.kind == LineKind::bracket);
}

double width_factor(const Commit& commit) {
    if (commit.files > weights::very_wide_files) return weights::very_wide;
    return commit.files > weights::wide_files ? weights::wide : 1.0;
}

std::string width_text(const Commit& commit) {
    return commit.files > weights::wide_files ? fmt::format("; it changed {} files", commit.files) : "";
}

std::string route(const Commit& commit) {
    return fmt::format("commit {} \"{}\" by {} last touched the line", short_id(commit), commit.subject,
                       commit.author);
}

std::vector<Citation> few(std::vector<Citation> citations) {
    if (citations.size() > weights::cited_max) citations.clear();
    return citations;
}

}  // namespace

bool is_chore(std::string_view subject) {
    auto words = decisions::words_of(subject);
    // "chore: bump x", "[docs] fix typo": what is before is where, not what.
    static constexpr std::array<std::string_view, 8> kinds{"chore", "docs", "doc",  "build",
                                                           "fix",   "ci",   "deps", "style"};
    while (!words.empty() && std::find(kinds.begin(), kinds.end(), words.front()) != kinds.end())
        words.erase(words.begin());
    if (words.empty()) return false;
    std::string joined;
    for (const auto& word : words) {
        if (std::find(chores.begin(), chores.end(), word) != chores.end()) return true;
        joined.append(" ").append(word);
    }
    if (std::find(chores_first.begin(), chores_first.end(), words.front()) != chores_first.end()) return true;
    return std::any_of(chore_phrases.begin(), chore_phrases.end(),
                       [&](auto phrase) { return joined.find(phrase) != std::string::npos; });
}

std::vector<Finding> findings_of(const Commit& commit, const Names& names, std::string_view file) {
    const auto line = std::find_if(commit.lines.begin(), commit.lines.end(), tells);
    if (line == commit.lines.end()) return {};
    std::vector<Finding> out;
    const auto add = [&](EvidenceKind kind, std::size_t record, double weight, std::string text) {
        if (names.is_own(record, file)) return;
        out.push_back({record, {kind, weight, std::move(text), commit.id, line->number + 1}});
    };
    const auto factor = width_factor(commit);
    // Its author said so, whatever kind of commit it is.
    std::vector<std::size_t> said;
    const auto message = fmt::format("{}\n\n{}", commit.subject, commit.body);
    for (const auto value : trailer_values(message, decided_by))
        for (const auto& cited : citations_in(value, names)) {
            said.push_back(cited.record);
            add(EvidenceKind::commit_body, cited.record, weights::commit_trailer * factor,
                fmt::format("{}; its author wrote \"{}: {}\"{}", route(commit), decided_by, cited.text,
                            width_text(commit)));
        }
    if (is_chore(commit.subject)) return out;
    const auto in_subject = few(citations_in(commit.subject, names));
    for (const auto& cited : in_subject) {
        said.push_back(cited.record);
        add(EvidenceKind::commit_subject, cited.record, weights::commit_subject * factor,
            fmt::format("{}; its subject names {}{}", route(commit), cited.text, width_text(commit)));
    }
    if (commit.files <= weights::too_wide_files)
        for (const auto& cited : few(citations_in(commit.body, names))) {
            if (cited.elsewhere || std::find(said.begin(), said.end(), cited.record) != said.end()) continue;
            add(EvidenceKind::commit_body, cited.record, weights::commit_body * factor,
                fmt::format("{}; its message names {}{}", route(commit), cited.text, width_text(commit)));
        }
    if (!commit.first && commit.widths_known && commit.files <= weights::too_wide_files &&
        commit.added.size() <= weights::cited_max)
        for (const auto record : commit.added)
            add(EvidenceKind::co_change, record, weights::co_change * factor,
                fmt::format("{}, and brought {}{}", route(commit), names.record(record).path,
                            width_text(commit)));
    return out;
}

}  // namespace restante::why
