#include "clients/cli/why_daemon.hpp"

#include <algorithm>
#include <optional>

namespace restante::cli {
namespace {

constexpr std::int64_t ms_in_s = 1000;

std::optional<why::EvidenceKind> kind_named(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(why::EvidenceKind::successor); ++i)
        if (const auto kind = static_cast<why::EvidenceKind>(i); why::to_string(kind) == name) return kind;
    return std::nullopt;
}

decisions::Status status_named(const std::string& name) {
    const auto& names = decisions::status_names();
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? decisions::Status::unknown
                             : static_cast<decisions::Status>(std::distance(names.begin(), at));
}

decisions::Record record_of(const protocol::DecisionBrief& brief) {
    decisions::Record out;
    out.path = brief.path.value_or("");
    out.number = brief.number;
    out.title = brief.title;
    out.status = status_named(brief.status);
    out.decision_id = brief.id;
    out.slug = brief.path ? brief.name : brief.id.value_or(brief.name);
    return out;
}

why::Decision decision_of(const protocol::WhyDecision& found, std::size_t record) {
    why::Decision out{record, found.score, {}};
    for (const auto& one : found.evidence)
        if (const auto kind = kind_named(one.kind))
            out.evidence.push_back(
                {*kind, one.weight, one.text, one.commit.value_or(""), one.line.value_or(0)});
    return out;
}

}  // namespace

DaemonAnswer answer_of(const protocol::WhyResult& result, std::string place) {
    DaemonAnswer out;
    out.answer.place = std::move(place);
    for (const auto& found : result.decisions) {
        out.answer.decisions.push_back(decision_of(found, out.records.size()));
        out.records.push_back(record_of(found.decision));
    }
    auto& gathered = out.answer.gathered;
    for (const auto& person : result.people)
        gathered.people.push_back({person.name, person.mail, person.commit, person.at / ms_in_s});
    for (const auto& gap : result.gaps)
        gathered.gaps.push_back({Errc::unavailable, gap.text, gap.hint.value_or("")});
    gathered.uncommitted = result.uncommitted;
    return out;
}

}  // namespace restante::cli
