#include "daemon/handlers/appending.hpp"

namespace restante::daemon::handlers {

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
                std::vector<store::FileKey> files{
                    {space, thread_now.anchor.repository, thread_now.anchor.path}};
                if (committed->previous_file) files.push_back(*committed->previous_file);
                context.sync.appended(space);
                context.files_changed(files);
                context.status_changed();  // it counts open threads, also of spaces that no hub moves
                context.index_later();
            }
            if (!self) return;
            show_thread(session, thread_now, then.uri, std::nullopt, [reply](protocol::Thread shown) {
                protocol::ThreadResult result;
                result.thread = std::move(shown);
                reply.ok(result);
            });
        });
}

std::optional<Asked> read_asked(Session& session, const std::optional<std::string>& key,
                                const std::optional<DraftNamed>& draft, std::string what,
                                const std::optional<std::string>& uri, const Reply& reply) {
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
    show_thread(session, (*before)->thread, uri, std::nullopt, [reply](protocol::Thread shown) {
        protocol::ThreadResult result;
        result.thread = std::move(shown);
        reply.ok(result);
    });
    return std::nullopt;
}

}  // namespace restante::daemon::handlers
