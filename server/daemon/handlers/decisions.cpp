// Reading decisions of a space.
#include "daemon/handlers/decisions.hpp"

#include <algorithm>

#include "base/uri.hpp"
#include "core/from_thread.hpp"
#include "daemon/handlers/places.hpp"

namespace restante::daemon::handlers {
namespace {

constexpr std::uint32_t decisions_default = 200;
constexpr std::uint32_t decisions_max = 1'000;

void list_of(Session& session, const Location& where, const protocol::DecisionsProposedParams& params,
             const Reply& reply) {
    ThreadId after;
    if (params.page) {
        auto id = convert::id<ThreadId>(*params.page, "page");
        if (!id) return reply.fail(std::move(id).error());
        after = *id;
    }
    const auto limit = std::clamp(params.limit.value_or(decisions_default), 1U, decisions_max);
    auto rows = session.context().reader.decisions(where.space, where.repository, limit + 1, after);
    if (!rows) return reply.fail(std::move(rows).error());
    protocol::DecisionsProposedResult result;
    result.note = missing_note(session.context(), {where.space});
    if (rows->size() > limit) {
        rows->resize(limit);
        result.next = to_text(rows->back().id);
    }
    for (const auto& row : *rows) {
        auto shown = convert::decision_row(where.space, row);
        if (!params.status || *params.status == shown.status) result.decisions.push_back(std::move(shown));
    }
    reply.ok(result);
}

void proposed(Session& session, const protocol::DecisionsProposedParams& params, const Reply& reply) {
    const auto path = path_of_uri(params.root);
    if (!path) return reply.fail({Errc::invalid_argument, "root: not a folder's path", {}});
    session.context().workspace.locate(
        *path, [&session, weak = session.weak_from_this(), params, reply](Result<Location> where) {
            if (weak.expired()) return;
            if (!where) return reply.fail(std::move(where).error());
            adopt_space(session.context(), *where);
            list_of(session, *where, params, reply);
        });
}

void decision_template(Session& session, const protocol::DecisionTemplateParams& params, const Reply& reply) {
    auto& context = session.context();
    const auto thread = find_thread(context, params.thread_id);
    if (!thread) return reply.fail(thread.error());
    std::optional<CommentId> answer;
    if (params.accepted_comment) {
        auto comment = find_comment(*thread, *params.accepted_comment);
        if (!comment) return reply.fail(std::move(comment).error());
        answer = (*comment)->id;
    }
    const auto view = context.view_of(*thread, session.encoding);
    auto draft = core::proposal_from(
        *thread, [&](ActorId actor) { return convert::person(thread->space, actor, view).name; }, answer);
    protocol::DecisionTemplateResult result;
    result.title = std::move(draft.title);
    result.context = std::move(draft.texts[static_cast<std::size_t>(core::DecisionField::context)]);
    result.options = std::move(draft.texts[static_cast<std::size_t>(core::DecisionField::options)]);
    result.outcome = std::move(draft.texts[static_cast<std::size_t>(core::DecisionField::outcome)]);
    reply.ok(result);
}

}  // namespace

Result<ThreadId> read_decision_id(Context& context, std::string_view text) {
    std::string ending(text);
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (ending.starts_with("d-")) ending.erase(0, 2);
    if (const auto id = id_from_text<ThreadId>(ending)) return *id;
    auto found = context.reader.find_decisions(ending);
    if (!found) return tl::unexpected(with_context(std::move(found).error(), "decisionId"));
    if (found->empty())
        return tl::unexpected(Error{Errc::not_found, fmt::format("no decision's id ends in \"{}\"", ending),
                                    "restante decision list lists those of this repository's space"});
    if (found->size() > 1)
        return tl::unexpected(Error{Errc::invalid_argument,
                                    fmt::format("several decisions' ids end in \"{}\"", ending),
                                    "give more of the id"});
    return found->front();
}

Result<core::Thread> find_decision(Context& context, std::string_view text) {
    auto id = read_decision_id(context, text);
    if (!id) return tl::unexpected(std::move(id).error());
    auto thread = context.reader.thread(*id);
    if (!thread) return tl::unexpected(std::move(thread).error());
    if (!*thread)
        return tl::unexpected(Error{Errc::not_found, fmt::format("there is no decision {}", text),
                                    "restante decision list lists those that are here"});
    if (!(*thread)->decision)
        return tl::unexpected(Error{Errc::not_found, fmt::format("{} is a thread, not a decision", text),
                                    fmt::format("restante decision new --from {}", short_text(*id))});
    return std::move(**thread);
}

void show_decision(Session& session, const core::Thread& decision,
                   std::function<void(protocol::SpaceDecision)> done) {
    places_of_decision(
        session, decision,
        [&session, weak = session.weak_from_this(), decision,
         done = std::move(done)](std::vector<protocol::DecisionPlace> places) {
            if (weak.expired()) return;
            auto& context = session.context();
            convert::Around around{{}, std::move(places)};
            auto linking =
                context.reader.linking_to(decision.space, {core::LinkType::entity, to_text(decision.id)});
            if (linking) around.linked_from = std::move(*linking);
            done(convert::decision(decision, context.view_of(decision, session.encoding), std::move(around)));
        });
}

void answer_decision(Session& session, const core::Thread& decision, const Reply& reply) {
    show_decision(session, decision, [reply](protocol::SpaceDecision shown) {
        protocol::DecisionResult result;
        result.decision = std::move(shown);
        reply.ok(result);
    });
}

void bind_decisions(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::DecisionsProposedParams>(
        dispatcher, protocol::method::decisions_proposed,
        [&session](const auto& params, const Reply& reply) { proposed(session, params, reply); });
    on<protocol::DecisionParams>(dispatcher, protocol::method::decision,
                                 [&session](const auto& params, const Reply& reply) {
                                     auto decision = find_decision(session.context(), params.decision_id);
                                     if (!decision) return reply.fail(std::move(decision).error());
                                     answer_decision(session, *decision, reply);
                                 });
    on<protocol::DecisionTemplateParams>(
        dispatcher, protocol::method::decision_template,
        [&session](const auto& params, const Reply& reply) { decision_template(session, params, reply); });
}

}  // namespace restante::daemon::handlers
