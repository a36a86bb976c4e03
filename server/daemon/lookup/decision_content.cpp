#include "daemon/lookup/decision_content.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/dates.hpp"
#include "decisions/words.hpp"
#include "why/names.hpp"

namespace restante::daemon::lookup {
namespace {

using decisions::Record;

std::string_view text_of(const protocol::SpaceDecision& decision, std::string_view name) {
    for (const auto& text : decision.texts)
        if (text.name == name) return text.text;
    return {};
}

const Record* find_record(const std::vector<Record>& records, const protocol::EntityLink& link) {
    const auto at = std::find_if(records.begin(), records.end(), [&](const Record& record) {
        if (link.type == "entity") return record.decision_id == link.target;
        return record.path == link.target || record.number == link.target;
    });
    return at == records.end() ? nullptr : &*at;
}

scribe::Elsewhere elsewhere(const Record& record) {
    return {record.path, why::name_of(record), record.title.value_or("")};
}

/// As people name threads: any unique ending does.
std::string_view short_id(std::string_view id) {
    constexpr std::size_t short_max = 7;
    return id.substr(id.size() - std::min(id.size(), short_max));
}

std::string capital(std::string_view rel) {
    std::string out(rel);
    std::replace(out.begin(), out.end(), '-', ' ');
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    return out;
}

/// A line for people, of what is no record here.
std::string link_line(const protocol::EntityLink& link) {
    if (link.type == "url") return fmt::format("<{}>", link.target);
    if (link.rel == "supersedes" || link.rel == "amends")
        return fmt::format("It {} {}, which is not written down here", link.rel, link.target);
    if (link.rel == "grew-out-of") return fmt::format("Grew out of the thread {}", short_id(link.target));
    return fmt::format("{}: {}", capital(link.rel), link.target);
}

/// Whoever accepted it, and all who are for it.
std::vector<std::string> deciders_of(const protocol::SpaceDecision& decision) {
    std::vector<std::string> out;
    const auto add = [&](const std::string& name) {
        if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    };
    if (!decision.changes.empty()) add(decision.changes.back().by.name);
    for (const auto& position : decision.positions)
        if (position.current && position.stand == protocol::Stand::consent) add(position.by.name);
    return out;
}

}  // namespace

scribe::Content content_of(const protocol::SpaceDecision& decision, const std::vector<Record>& records) {
    scribe::Content out;
    out.id = decision.id;
    out.title = decision.title;
    out.status = decision.status;
    out.date = day_text(decision.changes.empty() ? decision.proposed_at : decision.changes.back().at);
    out.deciders = deciders_of(decision);
    out.context = text_of(decision, "context");
    out.options = text_of(decision, "options");
    out.outcome = text_of(decision, "outcome");
    out.consequences = text_of(decision, "consequences");
    out.review_by = text_of(decision, "review_by");
    for (const auto glob : decisions::parts(text_of(decision, "applies_to"), "\n"))
        out.applies_to.emplace_back(glob);
    for (const auto& link : decision.links) {
        const auto* record = find_record(records, link);
        if (link.rel == "supersedes" && record)
            out.supersedes.push_back(elsewhere(*record));
        else if (link.rel == "amends" && record)
            out.amends.push_back(elsewhere(*record));
        else
            out.links.push_back(link_line(link));
    }
    return out;
}

}  // namespace restante::daemon::lookup
