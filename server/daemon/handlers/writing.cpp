// Everything else that appends to the log: opening, replying, editing and so on.
#include "daemon/handlers/appending.hpp"
#include "daemon/handlers/changed_code.hpp"
#include "daemon/handlers/pointing.hpp"

namespace restante::daemon::handlers {
namespace {

void thread_new(Session& session, const protocol::ThreadNewParams& params, const Reply& reply) {
    const auto uri = params.text_document.uri;
    const auto asked =
        read_asked(session, params.key, DraftNamed{params.draft_id, params.text},
                   what(protocol::method::thread_new, params.text, params.title.value_or("")), uri, reply);
    if (!asked) return;
    record_pointed(session, uri, params.range, reply,
                   [&session, params, uri, asked, reply](const Pointed& pointed) {
                       append(
                           session, {pointed.where.space, std::nullopt},
                           [anchor = pointed.anchor, text = params.text, title = params.title.value_or("")](
                               const core::Stamp& stamp, const core::Thread*) {
                               return core::make_open(stamp, anchor, text, title);
                           },
                           *asked, placed_where_pointed(session, uri, pointed), reply);
                   });
}

void comment_edit(Session& session, const protocol::CommentEditParams& params, const Reply& reply) {
    std::optional<OpId> base;
    if (params.base) {
        auto id = convert::id<OpId>(*params.base, "base");
        if (!id) return reply.fail(std::move(id).error());
        base = *id;
    }
    auto asked = read_asked(
        session, params.key, DraftNamed{params.draft_id, params.text},
        what(protocol::method::comment_edit, params.thread_id, params.comment_id, params.text), {}, reply);
    change(session, params.thread_id, std::move(asked), reply,
           [params, base](const core::Stamp& stamp, const core::Thread& thread) -> Result<oplog::Op> {
               auto comment = find_comment(thread, params.comment_id);
               if (!comment) return tl::unexpected(std::move(comment).error());
               return core::make_edit(stamp, thread, (*comment)->id, params.text,
                                      base.value_or((*comment)->version));
           });
}

}  // namespace

void bind_writing(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::ThreadNewParams>(
        dispatcher, protocol::method::thread_new,
        [&session](const auto& params, const Reply& reply) { thread_new(session, params, reply); });

    on<protocol::ThreadReplyParams>(
        dispatcher, protocol::method::thread_reply, [&session](const auto& params, const Reply& reply) {
            auto asked =
                read_asked(session, params.key, DraftNamed{params.draft_id, params.text},
                           what(protocol::method::thread_reply, params.thread_id, params.text), {}, reply);
            change(session, params.thread_id, std::move(asked), reply,
                   [text = params.text](const core::Stamp& stamp, const core::Thread& thread) {
                       return core::make_comment(stamp, thread, text);
                   });
        });

    on<protocol::ThreadStateParams>(
        dispatcher, protocol::method::thread_resolve, [&session](const auto& params, const Reply& reply) {
            auto asked = read_asked(session, params.key, {},
                                    what(protocol::method::thread_resolve, params.thread_id), {}, reply);
            change(session, params.thread_id, std::move(asked), reply,
                   [](const auto& stamp, const auto& thread) { return core::make_resolve(stamp, thread); });
        });

    on<protocol::ThreadStateParams>(
        dispatcher, protocol::method::thread_reopen, [&session](const auto& params, const Reply& reply) {
            auto asked = read_asked(session, params.key, {},
                                    what(protocol::method::thread_reopen, params.thread_id), {}, reply);
            change(session, params.thread_id, std::move(asked), reply,
                   [](const auto& stamp, const auto& thread) { return core::make_reopen(stamp, thread); });
        });

    on<protocol::ThreadTitleParams>(
        dispatcher, protocol::method::thread_title, [&session](const auto& params, const Reply& reply) {
            auto asked =
                read_asked(session, params.key, {},
                           what(protocol::method::thread_title, params.thread_id, params.title), {}, reply);
            change(session, params.thread_id, std::move(asked), reply,
                   [title = params.title](const auto& stamp, const auto& thread) {
                       return core::make_title(stamp, thread, title);
                   });
        });

    on<protocol::CommentEditParams>(
        dispatcher, protocol::method::comment_edit,
        [&session](const auto& params, const Reply& reply) { comment_edit(session, params, reply); });

    on<protocol::CommentRedactParams>(
        dispatcher, protocol::method::comment_redact, [&session](const auto& params, const Reply& reply) {
            auto asked = read_asked(
                session, params.key, {},
                what(protocol::method::comment_redact, params.thread_id, params.comment_id), {}, reply);
            change(session, params.thread_id, std::move(asked), reply,
                   [comment_text = params.comment_id](const core::Stamp& stamp,
                                                      const core::Thread& thread) -> Result<oplog::Op> {
                       auto comment = find_comment(thread, comment_text);
                       if (!comment) return tl::unexpected(std::move(comment).error());
                       return core::make_redact(stamp, thread, (*comment)->id);
                   });
        });
}

void execute_command(Session& session, const protocol::ExecuteCommandParams& params, const Reply& reply) {
    const auto argument = [&]() -> Result<std::string> {
        if (!params.arguments || params.arguments->empty())
            return fail(Errc::invalid_argument, "arguments: the thread's id is missing");
        return protocol::parse<std::string>(params.arguments->front().text);
    };
    if (params.command == "restante.sync") {
        for (const auto& space : session.context().sync.spaces())
            session.context().sync.sync_now(space, [](const sync::SyncFinished&) {});
        return reply.null();
    }
    if (params.command == "restante.decision.reaffirm") return reaffirm(session, params, reply);
    if (params.command == "restante.decision.successor") return propose_successor(session, params, reply);
    const bool resolve = params.command == "restante.thread.resolve";
    if (!resolve && params.command != "restante.thread.reopen")
        return reply.fail({Errc::invalid_argument, fmt::format("there is no command {}", params.command),
                           "restante.showThreads and restante.thread.new belong to the editor's own plugin"});
    auto id = argument();
    if (!id) return reply.fail(std::move(id).error());
    auto thread = read_thread_id(session.context(), *id);
    if (!thread) return reply.fail(std::move(thread).error());
    auto& context = session.context();
    context.writer.run(
        [thread = *thread, resolve](store::Store& store) {
            return store.append_local(
                {}, thread, [resolve](const core::Stamp& stamp, const core::Thread* now) {
                    return resolve ? core::make_resolve(stamp, *now) : core::make_reopen(stamp, *now);
                });
        },
        [&context, reply](Result<store::Committed> committed) {
            if (!committed) return reply.fail(std::move(committed).error());
            const auto& [space, anchor] = std::tie(committed->thread.space, committed->thread.anchor);
            context.sync.appended(space);
            context.files_changed({{space, anchor.repository, anchor.path}});
            reply.null();
        });
}

}  // namespace restante::daemon::handlers
