#include "daemon/handlers/proposing.hpp"

#include "base/uri.hpp"
#include "core/from_thread.hpp"
#include "core/make_decision.hpp"
#include "daemon/handlers/pointing.hpp"

namespace restante::daemon::handlers {
namespace {

/// What is to be proposed, where, and the code that it is about.
struct Proposed {
    core::Proposal proposal;
    std::string space;
    std::optional<anchor::Anchor> place = {};
};

std::string joined(const std::vector<std::string>& globs) {
    std::string out;
    for (const auto& glob : globs)
        out += glob + "\n";
    return out;
}

/// What was said replaces what a thread gave.
void fill(core::Proposal& proposal, const protocol::DecisionProposeParams& params) {
    const auto set = [&](core::DecisionField field, const std::optional<std::string>& text) {
        if (text) proposal.texts[static_cast<std::size_t>(field)] = *text;
    };
    if (params.title) proposal.title = *params.title;
    set(core::DecisionField::context, params.context);
    set(core::DecisionField::options, params.options);
    set(core::DecisionField::outcome, params.outcome);
    set(core::DecisionField::consequences, params.consequences);
    set(core::DecisionField::review_by, params.review_by);
    if (params.applies_to) set(core::DecisionField::applies_to, joined(*params.applies_to));
}

/// Answers a write to a place with the decision that governs it.
void answer_governing(Session& session, const core::Thread& place, const Reply& reply) {
    auto decision = find_decision(session.context(), to_text(place.governs.value_or(DecisionId{})));
    if (!decision) return reply.fail(std::move(decision).error());
    answer_decision(session, *decision, reply);
}

Answer governing(Session& session) {
    return [&session](const core::Thread& place, const Reply& reply) {
        answer_governing(session, place, reply);
    };
}

store::MakeOp governing_op(core::Thread decision, anchor::Anchor anchor) {
    return [decision = std::move(decision), anchor = std::move(anchor)](const core::Stamp& stamp,
                                                                        const core::Thread*) {
        return core::make_govern(stamp, decision, anchor);
    };
}

/// The first place of a decision goes with it under a key of its own, so that asking again makes it if it is
/// missing, and only then.
Answer with_place(Session& session, const std::optional<anchor::Anchor>& place) {
    return [&session, place](const core::Thread& decision, const Reply& reply) {
        if (!place) return answer_decision(session, decision, reply);
        Asked asked;
        asked.request = store::Request{"place-of-" + to_text(decision.id), "the first place"};
        auto before = session.context().reader.done_before(*asked.request);
        if (!before) return reply.fail(std::move(before).error());
        if (*before) return answer_decision(session, decision, reply);
        append(session, {decision.space, std::nullopt}, governing_op(decision, *place), std::move(asked),
               {{}, {}, governing(session)}, reply);
    };
}

void append_proposal(Session& session, Proposed proposed, Asked asked, const Reply& reply) {
    append(
        session, {proposed.space, std::nullopt},
        [proposal = proposed.proposal](const core::Stamp& stamp, const core::Thread*) {
            return core::make_propose(stamp, proposal);
        },
        std::move(asked), {{}, {}, with_place(session, proposed.place)}, reply);
}

Result<Proposed> from_thread(Session& session, const protocol::DecisionProposeParams& params) {
    auto& context = session.context();
    auto thread = find_thread(context, *params.from_thread);
    if (!thread) return tl::unexpected(std::move(thread).error());
    std::optional<CommentId> answer;
    if (params.accepted_comment) {
        auto comment = find_comment(*thread, *params.accepted_comment);
        if (!comment) return tl::unexpected(std::move(comment).error());
        answer = (*comment)->id;
    }
    const auto view = context.view_of(*thread, session.encoding);
    const auto name_of = [&](ActorId actor) { return convert::person(thread->space, actor, view).name; };
    Proposed out{core::proposal_from(*thread, name_of, answer), thread->space, thread->anchor};
    fill(out.proposal, params);
    return out;
}

/// From scratch, and about these lines.
void propose_about(Session& session, const protocol::DecisionProposeParams& params, const Asked& asked,
                   const Reply& reply) {
    record_pointed(session, params.text_document->uri, *params.range, reply,
                   [&session, params, asked, reply](const Pointed& pointed) {
                       Proposed proposed{{.repository = pointed.where.repository, .title = {}},
                                         pointed.where.space,
                                         pointed.anchor};
                       fill(proposed.proposal, params);
                       append_proposal(session, std::move(proposed), asked, reply);
                   });
}

void propose_in(Session& session, const std::string& path, const protocol::DecisionProposeParams& params,
                const Asked& asked, const Reply& reply) {
    session.context().workspace.locate(
        path, [&session, weak = session.weak_from_this(), params, asked, reply](Result<Location> where) {
            if (weak.expired()) return;
            if (!where) return reply.fail(std::move(where).error());
            adopt_space(session.context(), *where);
            Proposed proposed{{.repository = where->repository, .title = {}}, where->space};
            fill(proposed.proposal, params);
            append_proposal(session, std::move(proposed), asked, reply);
        });
}

}  // namespace

void propose(Session& session, const protocol::DecisionProposeParams& params, const Reply& reply) {
    if (params.text_document.has_value() != params.range.has_value())
        return reply.fail({Errc::invalid_argument, "textDocument and range go together", {}});
    if (params.accepted_comment && !params.from_thread)
        return reply.fail({Errc::invalid_argument,
                           "acceptedComment: it is one of fromThread, which is missing",
                           "name the thread, too"});
    auto asked = read_asked(
        session, params.key, {},
        what(protocol::method::decision_propose, params.title.value_or(""), params.context.value_or(""),
             params.options.value_or(""), params.outcome.value_or(""), params.consequences.value_or(""),
             joined(params.applies_to.value_or(std::vector<std::string>())), params.review_by.value_or(""),
             params.from_thread.value_or("")),
        {}, reply, [&session](const core::Thread& decision, const Reply& again) {
            answer_decision(session, decision, again);
        });
    if (!asked) return;
    if (params.from_thread) {
        auto proposed = from_thread(session, params);
        if (!proposed) return reply.fail(std::move(proposed).error());
        return append_proposal(session, std::move(*proposed), std::move(*asked), reply);
    }
    if (params.text_document) return propose_about(session, params, *asked, reply);
    const auto path = params.root ? path_of_uri(*params.root) : std::nullopt;
    if (!path)
        return reply.fail({Errc::invalid_argument, "root, textDocument or fromThread is wanted",
                           "say in which repository it is decided"});
    propose_in(session, *path, params, *asked, reply);
}

void govern(Session& session, const protocol::DecisionGovernParams& params, const Reply& reply) {
    const auto uri = params.text_document.uri;
    auto asked =
        read_asked(session, params.key, {}, what(protocol::method::decision_govern, params.decision_id, uri),
                   {}, reply, governing(session));
    if (!asked) return;
    auto decision = find_decision(session.context(), params.decision_id);
    if (!decision) return reply.fail(std::move(decision).error());
    record_pointed(
        session, uri, params.range, reply,
        [&session, uri, decision = *decision, asked, reply](const Pointed& pointed) {
            if (pointed.where.repository != decision.anchor.repository)
                return reply.fail({Errc::invalid_argument,
                                   fmt::format("{} is in another repository than decision {}",
                                               pointed.where.path, core::decision_name(decision.id)),
                                   "propose one there, and link the two"});
            auto then = placed_where_pointed(session, uri, pointed);
            then.answer = governing(session);
            append(session, {decision.space, std::nullopt}, governing_op(decision, pointed.anchor), *asked,
                   std::move(then), reply);
        });
}

void ungovern(Session& session, const protocol::DecisionUngovernParams& params, const Reply& reply) {
    auto asked =
        read_asked(session, params.key, {}, what(protocol::method::decision_ungovern, params.place_id), {},
                   reply, governing(session));
    if (!asked) return;
    auto place = find_anchored(session.context(), params.place_id);
    if (!place) return reply.fail(with_context(std::move(place).error(), "placeId"));
    if (!place->governs)
        return reply.fail({Errc::invalid_argument,
                           fmt::format("placeId: {} is a thread, which no decision governs", params.place_id),
                           "restante decision show lists the places of a decision"});
    append(session, {place->space, place->id},
           in_thread([](const core::Stamp& stamp, const core::Thread& now) {
               return core::make_resolve(stamp, now);
           }),
           std::move(*asked), {{}, {}, governing(session)}, reply);
}

}  // namespace restante::daemon::handlers
