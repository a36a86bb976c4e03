#include "why/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "base/file_name.hpp"
#include "why/citations.hpp"
#include "why/globs.hpp"
#include "why/successors.hpp"
#include "why/weights.hpp"

namespace restante::why {
namespace {

using decisions::Record;
using Findings = std::vector<Finding>;

constexpr std::array<std::string_view, 13> kind_names{
    "anchored",    "mention",   "applies-to", "comment",    "symbol",       "file",     "commit-subject",
    "commit-body", "co-change", "thread",     "named-file", "named-folder", "successor"};

void mentions(const Known& known, const Names& names, Findings& out) {
    for (const auto& line : known.lines)
        for (const auto& cited : citations_in(line.text, names, known.path)) {
            if (names.is_own(cited.record, known.path)) continue;
            out.push_back({cited.record,
                           {EvidenceKind::mention,
                            cited.elsewhere ? weights::mention_elsewhere : weights::mention,
                            fmt::format("line {} names {}{}", line.number + 1, cited.text,
                                        cited.elsewhere ? ", in a link that leads to another project's" : ""),
                            {},
                            line.number + 1}});
        }
}

bool is_found(const Findings& findings, std::size_t record) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& f) { return f.record == record; });
}

/// Lines of one comment, or one symbol, speak together: a list of many records is about none of them.
void near_mentions(const Known& known, const Names& names, Findings& out) {
    using Group = std::pair<Where, std::uint32_t>;
    std::map<Group, Findings> groups;
    for (const auto& near : known.nearby) {
        auto& group = groups[{near.where, near.depth}];
        for (const auto& cited : citations_in(near.line.text, names, known.path)) {
            if (names.is_own(cited.record, known.path) || cited.elsewhere || is_found(group, cited.record))
                continue;
            Evidence evidence;
            evidence.line = near.line.number + 1;
            switch (near.where) {
                case Where::comment:
                    evidence.kind = EvidenceKind::comment;
                    evidence.weight = weights::comment;
                    evidence.text = fmt::format("the comment at line {} names {}", evidence.line, cited.text);
                    break;
                case Where::symbol:
                    evidence.kind = EvidenceKind::symbol;
                    evidence.weight = weights::symbol * std::pow(weights::symbol_outer, near.depth);
                    evidence.text = fmt::format("line {}, at the head of what holds this, names {}",
                                                evidence.line, cited.text);
                    break;
                case Where::file:
                    evidence.kind = EvidenceKind::file;
                    evidence.weight = weights::file;
                    evidence.text = fmt::format("the file's first comment, at line {}, names {}",
                                                evidence.line, cited.text);
                    break;
            }
            group.push_back({cited.record, std::move(evidence)});
        }
    }
    for (auto& [key, group] : groups)
        if (group.size() <= weights::cited_max)
            std::move(group.begin(), group.end(), std::back_inserter(out));
}

double applies_to_weight(std::string_view pattern, std::size_t depth, std::string_view path) {
    if (pattern == path) return weights::applies_to_file;
    if (depth > 0) return weights::applies_to_folder;
    const bool everything = pattern.find_first_not_of("*/.") == std::string_view::npos;
    return everything ? weights::applies_to_all : weights::applies_to_name;
}

void scopes(const Known& known, const Names& names, const std::vector<Record>& records, Findings& out) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (names.is_own(i, known.path)) continue;
        Evidence best;
        best.kind = EvidenceKind::applies_to;
        for (const auto& pattern : records[i].applies_to)
            if (const auto depth = match_glob(pattern, known.path)) {
                const auto weight = applies_to_weight(pattern, *depth, known.path);
                if (weight <= best.weight) continue;
                best.weight = weight;
                best.text = fmt::format("the record says that it applies to {}", pattern);
            }
        if (best.weight > 0) out.push_back({i, std::move(best)});
    }
}

double named_file_weight(std::size_t lines) {
    if (lines > weights::very_long_file_lines) return weights::named_file * weights::of_very_long_file;
    return weights::named_file * (lines > weights::long_file_lines ? weights::of_long_file : 1.0);
}

/// What many records name is where everything happens.
void namings(const Known& known, const Names& names, Findings& out) {
    for (const auto kind : {EvidenceKind::named_file, EvidenceKind::named_folder}) {
        Findings group;
        for (const auto& [record, naming] : known.naming) {
            if (naming.kind != kind || names.is_own(record, known.path)) continue;
            const bool file = kind == EvidenceKind::named_file;
            group.push_back(
                {record,
                 {kind,
                  file ? named_file_weight(known.file_lines) : weights::named_folder,
                  fmt::format("the record names {} at its line {}",
                              file ? std::string_view(known.path) : folder_name(known.path), naming.line),
                  {},
                  0}});
        }
        if (group.size() <= weights::cited_max)
            std::move(group.begin(), group.end(), std::back_inserter(out));
    }
}

/// Independent evidence adds up; of one kind and weight, once is enough.
double score_of(const std::vector<Evidence>& evidence) {
    double doubt = 1;
    std::vector<EvidenceKind> seen;
    for (const auto& one : evidence) {
        if (std::find(seen.begin(), seen.end(), one.kind) != seen.end()) continue;
        seen.push_back(one.kind);
        doubt *= 1 - one.weight;
    }
    return 1 - doubt;
}

std::vector<Decision> ranked(Findings&& findings) {
    std::map<std::size_t, Decision> by_record;
    for (auto& [record, evidence] : findings) {
        auto& decision = by_record[record];
        decision.record = record;
        decision.evidence.push_back(std::move(evidence));
    }
    std::vector<Decision> out;
    for (auto& [record, decision] : by_record) {
        std::stable_sort(decision.evidence.begin(), decision.evidence.end(),
                         [](const Evidence& a, const Evidence& b) { return a.weight > b.weight; });
        decision.score = score_of(decision.evidence);
        if (decision.score >= weights::shown_min) out.push_back(std::move(decision));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Decision& a, const Decision& b) { return a.score > b.score; });
    if (out.size() > weights::decisions_max) out.resize(weights::decisions_max);
    return out;
}

std::string called(const Record& record) {
    return fmt::format("{}{}", record.number ? *record.number + " " : "",
                       record.title ? *record.title : record.slug);
}

/// Each that was superseded gets what is alive of its successors before it.
std::vector<Decision> with_successors(std::vector<Decision> found, const std::vector<Record>& records) {
    std::vector<Decision> out;
    const auto in = [](std::vector<Decision>& list, std::size_t record) {
        return std::find_if(list.begin(), list.end(), [&](const Decision& d) { return d.record == record; });
    };
    for (auto& decision : found) {
        if (decision.evidence.empty()) continue;  // it went up with the one that it replaces
        for (const auto living : living_successors(decision.record, records)) {
            Evidence evidence;
            evidence.kind = EvidenceKind::successor;
            evidence.weight = decision.score;
            evidence.text =
                fmt::format("it replaces {}, which is found here", called(records[decision.record]));
            if (const auto there = in(out, living); there != out.end()) {
                there->evidence.push_back(std::move(evidence));
            } else {
                Decision one{living, decision.score, {}};
                // Found by itself, too, further down: it comes up with what it has.
                if (const auto own = in(found, living); own != found.end()) {
                    one.score = std::max(one.score, own->score);
                    one.evidence = std::exchange(own->evidence, {});
                }
                one.evidence.push_back(std::move(evidence));
                out.push_back(std::move(one));
            }
        }
        out.push_back(std::move(decision));
    }
    return out;
}

}  // namespace

std::string_view to_string(EvidenceKind kind) noexcept {
    return kind_names[static_cast<std::size_t>(kind)];
}

std::vector<Decision> answer(const Known& known, const Names& names, const std::vector<Record>& records) {
    Findings findings;
    mentions(known, names, findings);
    findings.insert(findings.end(), known.told.begin(), known.told.end());
    const bool named = !findings.empty();
    scopes(known, names, records, findings);
    near_mentions(known, names, findings);
    for (const auto& commit : known.commits) {
        auto found = findings_of(commit, names, known.path);
        if (named)
            for (auto& one : found)
                if (!is_found(findings, one.record)) one.evidence.weight *= weights::beside_mention;
        std::move(found.begin(), found.end(), std::back_inserter(findings));
    }
    namings(known, names, findings);
    return with_successors(ranked(std::move(findings)), records);
}

}  // namespace restante::why
