#include "daemon/handlers/appending.hpp"

namespace restante::daemon::handlers {
namespace {

/// Whose documents show something else now: a decision is shown wherever it governs code.
std::vector<store::FileKey> files_of(Context& context, const store::Committed& committed) {
    const auto& thread = committed.thread;
    std::vector<store::FileKey> files{{thread.space, thread.anchor.repository, thread.anchor.path}};
    if (committed.previous_file) files.push_back(*committed.previous_file);
    if (!thread.decision) return files;
    if (auto places = context.reader.places_of(thread.space, thread.id))
        for (const auto& place : *places)
            files.push_back({place.space, place.anchor.repository, place.anchor.path});
    return files;
}

}  // namespace

void append(Session& session, const Addressed& to, store::MakeOp make, Asked asked, Written then,
            const Reply& reply) {
    auto& context = session.context();
    context.writer.run(
        [to, make = std::move(make), asked = std::move(asked)](store::Store& store) {
            return store.append_local(to.space, to.thread, make, asked.draft, asked.request);
        },
        [&session, &context, weak = session.weak_from_this(), then = std::move(then),
         reply](Result<store::Committed> committed) {
            if (!committed) return reply.fail(std::move(committed).error());
            const auto self = weak.lock();
            const auto& thread_now = committed->thread;
            const auto& space = thread_now.space;
            const auto moment = context.reader.at_one_moment();
            if (!committed->repeated) {
                if (self && then.first) then.first(*committed);
                context.sync.appended(space);
                context.files_changed(files_of(context, *committed));
                context.status_changed();  // it counts open threads, also of spaces that no hub moves
                context.index_later();
            }
            if (!self) return;
            if (then.answer) return then.answer(thread_now, reply);
            show_thread(session, thread_now, then.uri, std::nullopt, [reply](protocol::Thread shown) {
                protocol::ThreadResult result;
                result.thread = std::move(shown);
                reply.ok(result);
            });
        });
}

std::optional<Asked> read_asked(Session& session, const std::optional<std::string>& key,
                                const std::optional<DraftNamed>& draft, std::string what,
                                const std::optional<std::string>& uri, const Reply& reply,
                                const Answer& answer) {
    Asked asked;
    const bool sends_draft = draft && draft->id;
    if (sends_draft) {
        auto id = convert::id<DraftId>(*draft->id, "draftId");
        if (!id) {
            reply.fail(std::move(id).error());
            return std::nullopt;
        }
        asked.draft = {*id, draft->text};
    }
    if (!key && !sends_draft) return asked;
    asked.request = {key ? *key : *draft->id, std::move(what), !key};
    auto before = session.context().reader.done_before(*asked.request);
    if (!before) {
        reply.fail(std::move(before).error());
        return std::nullopt;
    }
    if (!*before) return asked;
    if (answer) {
        answer((*before)->thread, reply);
        return std::nullopt;
    }
    show_thread(session, (*before)->thread, uri, std::nullopt, [reply](protocol::Thread shown) {
        protocol::ThreadResult result;
        result.thread = std::move(shown);
        reply.ok(result);
    });
    return std::nullopt;
}

}  // namespace restante::daemon::handlers
