#include "daemon/convert_decision.hpp"

#include <algorithm>

namespace restante::daemon::convert {
namespace {

protocol::Stand stand(core::Stand from) {
    switch (from) {
        case core::Stand::consent:
            return protocol::Stand::consent;
        case core::Stand::objection:
            return protocol::Stand::objection;
        case core::Stand::abstain:
            break;
    }
    return protocol::Stand::abstain;
}

protocol::DecisionText title_text(const core::Thread& thread, const View& view) {
    protocol::DecisionText out;
    out.name = "title";
    out.text = thread.title;
    out.version = to_text(thread.title_op.value_or(OpId{}));
    out.author = person(thread.space, thread.title_author, view);
    out.at = thread.title_at;
    out.earlier = earlier_texts(thread.space, thread.title_history, view);
    return out;
}

protocol::DecisionText field_text(const core::Thread& thread, std::size_t field, const View& view) {
    const auto& from = thread.decision->texts[field];
    protocol::DecisionText out;
    out.name = core::decision_field_names[field];
    out.text = from.text;
    out.version = to_text(from.version);
    out.author = person(thread.space, from.author, view);
    out.at = from.at;
    out.earlier = earlier_texts(thread.space, from.history, view);
    return out;
}

std::vector<protocol::DecisionChange> changes_of(const core::Thread& thread, const View& view) {
    std::vector<protocol::DecisionChange> out;
    for (const auto& from : thread.decision->changes) {
        protocol::DecisionChange change;
        change.status = to_string(from.status);
        change.by = person(thread.space, from.actor, view);
        change.at = from.at;
        if (!from.reason.empty()) change.reason = from.reason;
        out.push_back(std::move(change));
    }
    return out;
}

std::vector<protocol::DecisionPosition> positions_of(const core::Thread& thread, const View& view) {
    const auto& positions = thread.decision->positions;
    std::vector<protocol::DecisionPosition> out;
    for (auto at = positions.begin(); at != positions.end(); ++at) {
        protocol::DecisionPosition position;
        position.by = person(thread.space, at->actor, view);
        position.stand = stand(at->stand);
        position.at = at->at;
        if (!at->text.empty()) position.text = at->text;
        position.current = std::none_of(std::next(at), positions.end(), [&](const core::StandTaken& later) {
            return later.actor == at->actor;
        });
        out.push_back(std::move(position));
    }
    return out;
}

std::optional<std::uint32_t> number_of(const std::optional<std::uint64_t>& number) {
    if (!number) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

}  // namespace

protocol::SpaceDecision decision(const core::Thread& thread, const View& view, Around around) {
    const auto& from = *thread.decision;
    protocol::SpaceDecision out;
    out.id = to_text(thread.id);
    out.short_ = core::decision_name(thread.id);
    out.number = number_of(from.number);
    out.space = thread.space;
    out.repository = thread.anchor.repository;
    out.title = thread.title;
    for (const auto& row : around.linked_from) {
        out.linked_from.push_back(linked_from(row));
        if (retires(row)) out.superseded_by.push_back(out.linked_from.back());
    }
    out.own_status = to_string(from.status());
    out.status = status_text(from.status(), !out.superseded_by.empty());
    out.edited_since_accepted = from.edited_since_accepted;
    out.proposer = person(thread.space, thread.opener, view);
    out.proposed_at = thread.opened_at;
    out.updated_at = thread.updated_at;
    out.texts.push_back(title_text(thread, view));
    for (std::size_t i = 0; i < core::decision_fields; ++i)
        out.texts.push_back(field_text(thread, i, view));
    out.changes = changes_of(thread, view);
    out.positions = positions_of(thread, view);
    for (const auto& one : thread.comments)
        out.comments.push_back(comment(thread, one, view));
    for (const auto& one : thread.links)
        out.links.push_back(link(thread.space, one, view));
    out.places = std::move(around.places);
    out.sync = least_travelled(view);
    return out;
}

protocol::SpaceDecisionRow decision_row(const std::string& space, const store::DecisionRow& row) {
    protocol::SpaceDecisionRow out;
    out.id = to_text(row.id);
    out.short_ = core::decision_name(row.id);
    out.number = number_of(row.number);
    out.space = space;
    out.title = row.title;
    out.status = status_text(row.status, row.superseded);
    if (!row.outcome.empty()) out.outcome = row.outcome;
    out.applies_to = core::lines_of_globs(row.applies_to);
    if (!row.review_by.empty()) out.review_by = row.review_by;
    out.proposed_at = row.proposed_at;
    out.updated_at = row.updated_at;
    return out;
}

protocol::LinkedFrom linked_from(const store::LinkingRow& row) {
    protocol::LinkedFrom out;
    out.rel = to_string(row.rel);
    out.id = to_text(row.source);
    out.short_ = row.role == core::Role::decision ? core::decision_name(row.source) : short_text(row.source);
    if (!row.title.empty()) out.title = row.title;
    if (row.status) out.status = std::string(to_string(*row.status));
    return out;
}

protocol::DecisionPlace place(const core::Thread& place, protocol::Thread placed) {
    protocol::DecisionPlace out;
    out.id = std::move(placed.id);
    out.short_ = std::move(placed.short_);
    out.decision_id = to_text(place.governs.value_or(DecisionId{}));
    out.path = std::move(placed.path);
    out.line = placed.line;
    out.uri = std::move(placed.uri);
    out.range = placed.range;
    out.placement = std::move(placed.placement);
    out.withdrawn = place.state.state == core::ThreadState::resolved;
    out.by = std::move(placed.opener);
    out.at = placed.opened_at;
    out.quote = std::move(placed.quote);
    return out;
}

std::string status_text(core::DecisionStatus own, bool superseded) {
    if (superseded && own != core::DecisionStatus::rejected) return "superseded";
    return std::string(to_string(own));
}

bool retires(const store::LinkingRow& row) {
    return row.rel == core::LinkRel::supersedes && row.status == core::DecisionStatus::accepted;
}

}  // namespace restante::daemon::convert
