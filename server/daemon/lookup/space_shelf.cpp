#include "daemon/lookup/space_shelf.hpp"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "daemon/dates.hpp"
#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::daemon::lookup {
namespace {

using decisions::Record;
using decisions::Status;

Status status_of(const store::DecisionRow& row) {
    if (row.superseded && row.status != core::DecisionStatus::rejected) return Status::superseded;
    switch (row.status) {
        case core::DecisionStatus::proposed:
            return Status::proposed;
        case core::DecisionStatus::accepted:
            return Status::accepted;
        case core::DecisionStatus::rejected:
            return Status::rejected;
        case core::DecisionStatus::deprecated:
            return Status::deprecated;
    }
    return Status::unknown;
}

Record record_of(const store::DecisionRow& row) {
    Record out;
    out.decision_id = to_text(row.id);
    out.slug = *out.decision_id;
    out.kind = "D";
    if (row.number) out.number = fmt::format("{}", *row.number);
    out.title = row.title;
    out.status = status_of(row);
    out.date = day_text(row.proposed_at);
    for (const auto glob : decisions::parts(row.applies_to, "\n"))
        out.applies_to.emplace_back(glob);
    if (!row.review_by.empty()) out.review_by = row.review_by;
    if (!row.outcome.empty()) out.outcome = row.outcome;
    return out;
}

/// As the records that it means name themselves: an id, a number, a slug.
std::string name_of_target(const core::LinkTarget& target) {
    if (target.type != core::LinkType::record || decisions::all_digits(target.text)) return target.text;
    const auto name = decisions::read_file_name(target.text);
    return name.number.value_or(name.slug);
}

}  // namespace

SpaceShelf space_shelf(const std::vector<store::DecisionRow>& decisions,
                       const std::vector<store::DecisionLinkRow>& links) {
    SpaceShelf out;
    std::unordered_map<std::string, std::size_t> index;
    for (const auto& row : decisions) {
        index.emplace(to_text(row.id), out.records.size());
        out.records.push_back(record_of(row));
    }
    for (const auto& link : links) {
        const auto source = index.find(to_text(link.source));
        if (source == index.end()) continue;
        auto& record = out.records[source->second];
        if (link.rel == core::LinkRel::supersedes) record.supersedes.push_back(name_of_target(link.target));
        if (link.rel == core::LinkRel::amends) record.amends.push_back(name_of_target(link.target));
        if (link.rel == core::LinkRel::grew_out_of) out.origins.push_back({link.target.text, source->first});
        // The other side follows from it: one that is only proposed retires nobody.
        const auto target = index.find(link.target.text);
        if (target == index.end() || record.status != Status::accepted) continue;
        auto& old = out.records[target->second];
        if (link.rel == core::LinkRel::supersedes) old.superseded_by.push_back(record.slug);
        if (link.rel == core::LinkRel::amends) old.amended_by.push_back(record.slug);
    }
    return out;
}

std::vector<Record> joined(const std::vector<Record>& files, const SpaceShelf& space) {
    auto out = files;
    std::unordered_set<std::string_view> written;
    for (const auto& record : files)
        if (record.decision_id) written.insert(*record.decision_id);
    for (const auto& record : space.records)
        if (!written.contains(*record.decision_id)) out.push_back(record);
    return out;
}

}  // namespace restante::daemon::lookup
