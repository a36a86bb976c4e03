// Everything that is said of a decision, and what is made of it.
#include <algorithm>

#include "core/make_decision.hpp"
#include "daemon/handlers/link_target.hpp"
#include "daemon/handlers/proposing.hpp"

namespace restante::daemon::handlers {
namespace {

Answer with_decision(Session& session) {
    return [&session](const core::Thread& decision, const Reply& reply) {
        answer_decision(session, decision, reply);
    };
}

/// An op for an existing decision: `make` sees it as it is when the write happens. `what` is all that must be
/// the same when it is asked again.
template <class Make>
void decide(Session& session, const std::string& decision_text, const std::optional<std::string>& key,
            const std::optional<DraftNamed>& draft, std::string what_text, const Reply& reply, Make make) {
    auto asked = read_asked(session, key, draft, std::move(what_text), {}, reply, with_decision(session));
    if (!asked) return;
    auto decision = find_decision(session.context(), decision_text);
    if (!decision) return reply.fail(std::move(decision).error());
    append(session, {decision->space, decision->id}, in_thread(std::move(make)), std::move(*asked),
           {{}, {}, with_decision(session)}, reply);
}

Result<core::DecisionChanges> read_changes(const std::vector<protocol::DecisionTextChange>& texts) {
    core::DecisionChanges changes;
    for (const auto& text : texts) {
        core::TextChange change{text.text, {}};
        if (text.base) {
            auto base = convert::id<OpId>(*text.base, "base");
            if (!base) return tl::unexpected(std::move(base).error());
            change.base = *base;
        }
        const auto field =
            std::find(core::decision_field_names.begin(), core::decision_field_names.end(), text.name);
        if (text.name == "title")
            changes.title = std::move(change);
        else if (field != core::decision_field_names.end())
            changes.texts[static_cast<std::size_t>(field - core::decision_field_names.begin())] =
                std::move(change);
        else
            return fail(Errc::invalid_argument, "texts: a decision has no text \"{}\"", text.name);
    }
    return changes;
}

void decision_edit(Session& session, const protocol::DecisionEditParams& params, const Reply& reply) {
    auto changes = read_changes(params.texts);
    if (!changes) return reply.fail(std::move(changes).error());
    auto all = what(protocol::method::decision_edit, params.decision_id);
    for (const auto& text : params.texts)
        all += what("", text.name, text.text);
    decide(session, params.decision_id, params.key, {}, std::move(all), reply,
           [changes = std::move(*changes)](const core::Stamp& stamp, const core::Thread& decision) {
               return core::make_decision_edit(stamp, decision, changes);
           });
}

void decision_comment(Session& session, const protocol::DecisionCommentParams& params, const Reply& reply) {
    std::optional<OpId> base;
    if (params.base) {
        auto id = convert::id<OpId>(*params.base, "base");
        if (!id) return reply.fail(std::move(id).error());
        base = *id;
    }
    decide(session, params.decision_id, params.key, DraftNamed{params.draft_id, params.text},
           what(protocol::method::decision_comment, params.decision_id, params.comment_id.value_or(""),
                params.text),
           reply,
           [params, base](const core::Stamp& stamp, const core::Thread& decision) -> Result<oplog::Op> {
               if (!params.comment_id) return core::make_comment(stamp, decision, params.text);
               auto comment = find_comment(decision, *params.comment_id);
               if (!comment) return tl::unexpected(std::move(comment).error());
               return core::make_edit(stamp, decision, (*comment)->id, params.text,
                                      base.value_or((*comment)->version));
           });
}

void decision_position(Session& session, const protocol::DecisionPositionParams& params, const Reply& reply) {
    const auto stand = core::stand_of(to_string(params.stand));
    if (!stand) return reply.fail({Errc::invalid_argument, "stand: consent, objection or abstain", {}});
    decide(session, params.decision_id, params.key, {},
           what(protocol::method::decision_position, params.decision_id, to_string(params.stand),
                params.text.value_or("")),
           reply,
           [stand = *stand, text = params.text.value_or("")](const core::Stamp& stamp,
                                                             const core::Thread& decision) {
               return core::make_position(stamp, decision, stand, text);
           });
}

void bind_status(rpc::Dispatcher& dispatcher, Session& session, std::string_view method,
                 core::DecisionStatus to) {
    on<protocol::DecisionStatusParams>(
        dispatcher, method,
        [&session, method, to](const protocol::DecisionStatusParams& params, const Reply& reply) {
            decide(session, params.decision_id, params.key, {},
                   what(method, params.decision_id, params.reason.value_or("")), reply,
                   [to, reason = params.reason.value_or("")](const core::Stamp& stamp,
                                                             const core::Thread& decision) {
                       return core::make_status(stamp, decision, to, reason);
                   });
        });
}

using MakeLink = Result<oplog::Op> (*)(const core::Stamp&, const core::Thread&, core::LinkRel,
                                       core::LinkTarget);

void bind_link(rpc::Dispatcher& dispatcher, Session& session, std::string_view method, MakeLink make) {
    on<protocol::DecisionLinkParams>(
        dispatcher, method,
        [&session, method, make](const protocol::DecisionLinkParams& params, const Reply& reply) {
            auto asked = read_asked(session, params.key, {},
                                    what(method, params.decision_id, params.rel, params.target), {}, reply,
                                    with_decision(session));
            if (!asked) return;
            auto decision = find_decision(session.context(), params.decision_id);
            if (!decision) return reply.fail(std::move(decision).error());
            auto link = read_link(session.context(), *decision, params);
            if (!link) return reply.fail(std::move(link).error());
            append(session, {decision->space, decision->id},
                   in_thread([make, link = *link](const core::Stamp& stamp, const core::Thread& now) {
                       return make(stamp, now, link.rel, link.target);
                   }),
                   std::move(*asked), {{}, {}, with_decision(session)}, reply);
        });
}

}  // namespace

void bind_deciding(rpc::Dispatcher& dispatcher, Session& session) {
    const auto bind = [&]<class Params>(std::string_view method,
                                        void (*handle)(Session&, const Params&, const Reply&)) {
        on<Params>(dispatcher, method, [&session, handle](const Params& params, const Reply& reply) {
            handle(session, params, reply);
        });
    };
    bind(protocol::method::decision_propose, propose);
    bind(protocol::method::decision_govern, govern);
    bind(protocol::method::decision_ungovern, ungovern);
    bind(protocol::method::decision_edit, decision_edit);
    bind(protocol::method::decision_comment, decision_comment);
    bind(protocol::method::decision_position, decision_position);
    bind_status(dispatcher, session, protocol::method::decision_accept, core::DecisionStatus::accepted);
    bind_status(dispatcher, session, protocol::method::decision_reject, core::DecisionStatus::rejected);
    bind_status(dispatcher, session, protocol::method::decision_deprecate, core::DecisionStatus::deprecated);
    bind_status(dispatcher, session, protocol::method::decision_reopen, core::DecisionStatus::proposed);
    bind_link(dispatcher, session, protocol::method::decision_link, core::make_link);
    bind_link(dispatcher, session, protocol::method::decision_unlink, core::make_unlink);
}

}  // namespace restante::daemon::handlers
