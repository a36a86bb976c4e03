// Texts being written. They are stored with the words of store::Draft: target is "thread" or
// "thread/comment", anchor what draft_place.hpp says.
#include <algorithm>

#include "daemon/handlers/draft_place.hpp"

namespace restante::daemon::handlers {
namespace {

protocol::Draft to_wire(const store::Draft& draft) {
    protocol::Draft out;
    out.id = to_text(draft.id);
    out.kind = draft.kind == store::DraftKind::new_thread ? protocol::DraftKind::new_thread
               : draft.kind == store::DraftKind::reply    ? protocol::DraftKind::reply
                                                          : protocol::DraftKind::edit;
    out.text = draft.text;
    out.revision = draft.revision;
    out.updated_at = draft.updated_at;
    if (!draft.target.empty()) {
        const auto slash = draft.target.find('/');
        out.thread_id = draft.target.substr(0, slash);
        if (slash != std::string::npos) out.comment_id = draft.target.substr(slash + 1);
    }
    return out;
}

void put(Session& session, const protocol::DraftPutParams& params, const Reply& reply) {
    store::Draft draft;
    if (params.id) {
        auto id = convert::id<DraftId>(*params.id, "id");
        if (!id) return reply.fail(std::move(id).error());
        draft.id = *id;
    }
    switch (params.kind) {
        case protocol::DraftKind::new_thread:
            draft.kind = store::DraftKind::new_thread;
            break;
        case protocol::DraftKind::reply:
            draft.kind = store::DraftKind::reply;
            break;
        case protocol::DraftKind::edit:
            draft.kind = store::DraftKind::edit;
            break;
        case protocol::DraftKind::unknown:
            return reply.fail({Errc::invalid_argument, "kind: newThread, reply or edit", {}});
    }
    if (draft.kind == store::DraftKind::new_thread && !params.uri)
        return reply.fail({Errc::invalid_argument, "uri: a new thread's draft needs its file", {}});
    if (draft.kind != store::DraftKind::new_thread && !params.thread_id)
        return reply.fail(
            {Errc::invalid_argument, "threadId: a reply's or edit's draft needs its thread", {}});
    draft.target = params.thread_id.value_or("");
    if (params.comment_id) draft.target += "/" + *params.comment_id;
    auto& context = session.context();
    auto before = params.id ? context.reader.draft(draft.id) : Result<std::optional<store::Draft>>();
    if (!before) return reply.fail(std::move(before).error());
    draft.anchor = encode_draft_place(session, draft.id, params, *before);
    draft.text = params.text;
    if (draft.text.empty() && params.id) {
        context.writer.run([id = draft.id](store::Store& store) { return store.remove_draft(id); },
                           [&context, reply, id = *params.id](const Result<void>& removed) {
                               if (!removed) return reply.fail(removed.error());
                               protocol::DraftPutResult result;
                               result.id = id;
                               reply.ok(result);
                               context.status_changed();
                           });
        return;
    }
    context.writer.run(
        [draft, base = params.base.value_or(0)](store::Store& store) { return store.put_draft(draft, base); },
        [&context, reply](const Result<store::SavedDraft>& saved) {
            if (!saved) return reply.fail(saved.error());
            protocol::DraftPutResult result;
            result.id = to_text(saved->id);
            result.revision = saved->revision;
            result.forked = saved->forked;
            if (saved->sent_in) result.sent_in = to_text(*saved->sent_in);
            reply.ok(result);
            if (saved->revision == 1) context.status_changed();
        });
}

}  // namespace

void bind_drafts(rpc::Dispatcher& dispatcher, Session& session) {
    auto& context = session.context();
    on<protocol::DraftsParams>(
        dispatcher, protocol::method::drafts,
        [&session, &context](const protocol::DraftsParams& params, const Reply& reply) {
            auto drafts = context.reader.drafts();
            if (!drafts) return reply.fail(std::move(drafts).error());
            protocol::DraftsResult result;
            for (const auto& draft : *drafts) {
                auto wire = to_wire(draft);
                const auto place = protocol::parse<protocol::DraftPlace>(draft.anchor);
                if (place) wire.uri = place->uri;
                if (params.thread_id && wire.thread_id != params.thread_id) continue;
                if (params.uri && (!wire.uri || !same_file(*wire.uri, *params.uri))) continue;
                if (place) show_draft_place(session, draft.id, *place, wire);
                result.drafts.push_back(std::move(wire));
            }
            std::stable_sort(result.drafts.begin(), result.drafts.end(),
                             [](const auto& a, const auto& b) { return a.updated_at > b.updated_at; });
            reply.ok(result);
        });
    on<protocol::DraftPutParams>(
        dispatcher, protocol::method::draft_put,
        [&session](const auto& params, const Reply& reply) { put(session, params, reply); });
    on<protocol::DraftRemoveParams>(
        dispatcher, protocol::method::draft_remove,
        [&context](const protocol::DraftRemoveParams& params, const Reply& reply) {
            auto id = convert::id<DraftId>(params.id, "id");
            if (!id) return reply.fail(std::move(id).error());
            context.writer.run([id = *id](store::Store& store) { return store.remove_draft(id); },
                               [&context, reply](const Result<void>& removed) {
                                   if (!removed) return reply.fail(removed.error());
                                   reply.null();
                                   context.status_changed();
                               });
        });
}

}  // namespace restante::daemon::handlers
