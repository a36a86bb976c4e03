// One effective op of every kind, for the tests that go through all of them.
#pragma once

#include <optional>

#include "core/ops/actor_profile.hpp"
#include "core/ops/comment_add.hpp"
#include "core/ops/comment_edit.hpp"
#include "core/ops/comment_redact.hpp"
#include "core/ops/decision_accept.hpp"
#include "core/ops/decision_deprecate.hpp"
#include "core/ops/decision_edit.hpp"
#include "core/ops/decision_govern.hpp"
#include "core/ops/decision_number.hpp"
#include "core/ops/decision_position.hpp"
#include "core/ops/decision_propose.hpp"
#include "core/ops/decision_reject.hpp"
#include "core/ops/decision_reopen.hpp"
#include "core/ops/link_add.hpp"
#include "core/ops/link_remove.hpp"
#include "core/ops/thread_open.hpp"
#include "core/ops/thread_reanchor.hpp"
#include "core/ops/thread_reopen.hpp"
#include "core/ops/thread_resolve.hpp"
#include "core/ops/thread_title.hpp"
#include "unit/core/desk.hpp"

namespace restante::tests {

/// What the sample of link.add makes, and that of link.remove takes away.
inline const core::LinkTarget sample_target{core::LinkType::url, "https://example.org/queue?bound=64"};

/// What a decision's ops say, whatever they are on.
inline std::optional<std::string> sample_decision_body(std::string_view kind, const core::Thread& thread,
                                                       std::string_view word) {
    using namespace core::ops;
    const std::string text = fmt::format("*{}*, because", word);
    const auto decision = thread.decision.value_or(core::Decision{});
    if (kind == DecisionPropose::kind) {
        DecisionPropose propose{
            "r-1a2b3c", std::string(word), {text, text, text, text, "a/**\nb/*.cpp"}, {}, {}};
        propose.texts[5] = "2027-02-28";
        propose.from = thread.id;
        propose.answer = thread.id.as<CommentTag>();
        return propose.write();
    }
    if (kind == DecisionEdit::kind) {
        DecisionEdit edit;
        edit.title = {thread.title_op.value_or(OpId{}), std::string(word)};
        edit.texts[0] = {decision.texts[0].version, text};
        edit.texts[2] = {decision.texts[2].version, text};
        return edit.write();
    }
    if (kind == DecisionPosition::kind) return DecisionPosition{core::Stand::objection, text}.write();
    if (kind == DecisionAccept::kind) return DecisionAccept{text}.write();
    if (kind == DecisionReject::kind) return DecisionReject{text}.write();
    if (kind == DecisionDeprecate::kind) return DecisionDeprecate{text}.write();
    if (kind == DecisionReopen::kind) return DecisionReopen{text}.write();
    if (kind == DecisionGovern::kind)
        return DecisionGovern{sample_anchor(), thread.id.as<DecisionTag>()}.write();
    if (kind == DecisionNumber::kind) return DecisionNumber{static_cast<std::int64_t>(word.size())}.write();
    if (kind == LinkAdd::kind) return LinkAdd{core::LinkRel::url, sample_target}.write();
    if (kind == LinkRemove::kind) return LinkRemove{core::LinkRel::url, sample_target}.write();
    return std::nullopt;
}

/// A body of this kind against the thread and one comment of it; nothing for a kind that this file forgot.
inline std::optional<std::string> sample_body(std::string_view kind, const core::Thread& thread,
                                              const core::Comment& comment, std::string_view word) {
    using namespace core::ops;
    const std::string text = fmt::format("“{}”\tsays\nwho?", word);
    if (kind == ThreadOpen::kind) return ThreadOpen{sample_anchor(), text, std::string(word)}.write();
    if (kind == ThreadTitle::kind) return ThreadTitle{thread.title_op, std::string(word)}.write();
    if (kind == ThreadResolve::kind) return ThreadResolve{}.write();
    if (kind == ThreadReopen::kind) return ThreadReopen{}.write();
    if (kind == ThreadReanchor::kind)
        return ThreadReanchor{sample_anchor(static_cast<std::uint32_t>(word.size()))}.write();
    if (kind == CommentAdd::kind) return CommentAdd{text}.write();
    if (kind == CommentEdit::kind) return CommentEdit{comment.version, comment.id, text}.write();
    if (kind == CommentRedact::kind) return CommentRedact{comment.id}.write();
    if (kind == ActorProfile::kind) return ActorProfile{"ada@example.org", std::string(word)}.write();
    return sample_decision_body(kind, thread, word);
}

inline oplog::Op sample_op_of(std::string_view kind, const core::Stamp& stamp, const core::Thread& thread,
                              const core::Comment& comment, std::string_view word) {
    auto entity = thread.id.as<EntityTag>();
    if (core::ops::find_kind(kind)->start != nullptr) entity = stamp.id.as<EntityTag>();
    if (kind == core::ops::ActorProfile::kind) entity = stamp.actor.as<EntityTag>();
    auto op = raw_op(stamp, entity, kind, sample_body(kind, thread, comment, word).value());
    if (kind == core::ops::DecisionNumber::kind) op.actor = core::ops::hub_actor;
    if (entity == thread.id.as<EntityTag>()) op.parents = thread.heads;
    return op;
}

}  // namespace restante::tests
