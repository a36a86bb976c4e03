// Everything that appends to the log. Answered when it is on disk, never before.
#include "base/utf8.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/uri.hpp"

namespace restante::daemon::handlers {
namespace {

/// What a successful write is answered with, and what it sets in motion.
struct Written {
    std::optional<std::string> uri;                      // show the thread placed in this document
    std::function<void(const store::Committed&)> first;  // before anything is published
};

void append(Session& session, const std::string& space, std::optional<ThreadId> thread, store::MakeOp make,
            std::optional<DraftId> draft, Written then, const Reply& reply) {
    auto& context = session.context();
    context.writer.run(
        [space, thread, make = std::move(make), draft](store::Store& store) {
            return store.append_local(space, thread, make, draft);
        },
        [&session, &context, weak = session.weak_from_this(), space, then = std::move(then),
         reply](Result<store::Committed> committed) {
            if (!committed) return reply.fail(std::move(committed).error());
            const auto self = weak.lock();
            if (self && then.first) then.first(*committed);
            const auto& thread_now = committed->thread;
            std::vector<store::FileKey> files{{space, thread_now.anchor.repository, thread_now.anchor.path}};
            if (committed->previous_file) files.push_back(*committed->previous_file);
            context.sync.appended(space);
            context.files_changed(files);
            context.index_later();
            if (!self) return;
            show_thread(session, thread_now, then.uri, std::nullopt, [reply](protocol::Thread shown) {
                protocol::ThreadResult result;
                result.thread = std::move(shown);
                reply.ok(result);
            });
        });
}

/// Reads the optional draft id; false (and answered) when it is none.
bool read_draft(const std::optional<std::string>& text, std::optional<DraftId>& draft, const Reply& reply) {
    if (!text) return true;
    auto id = convert::id<DraftId>(*text, "draftId");
    if (!id) {
        reply.fail(std::move(id).error());
        return false;
    }
    draft = *id;
    return true;
}

/// Writes to an existing thread. `make` sees the thread as it is when the write happens.
template <class Make>
void change(Session& session, const std::string& thread_text, const std::optional<std::string>& draft_text,
            const Reply& reply, Make make) {
    std::optional<DraftId> draft;
    if (!read_draft(draft_text, draft, reply)) return;
    auto thread = find_thread(session.context(), thread_text);
    if (!thread) return reply.fail(std::move(thread).error());
    append(
        session, thread->space, thread->id,
        [make = std::move(make), text = thread_text](const core::Stamp& stamp,
                                                     const core::Thread* now) -> Result<oplog::Op> {
            if (now == nullptr) return fail(Errc::not_found, "there is no thread {}", text);
            return make(stamp, *now);
        },
        draft, {}, reply);
}

Result<anchor::Range> decode_range(const anchor::Text& text, const protocol::Range& wire,
                                   anchor::PositionEncoding encoding) {
    auto range = anchor::decode(text, convert::range(wire), encoding);
    if (!range) return tl::unexpected(with_context(std::move(range).error(), "range"));
    // An empty range means its line.
    if (range->start == range->end) {
        const auto line = range->start.line;
        range->start.column = 0;
        range->end.column = static_cast<std::uint32_t>(text.line(line).size());
    }
    return range;
}

void thread_new(Session& session, const protocol::ThreadNewParams& params, const Reply& reply) {
    std::optional<DraftId> draft;
    if (!read_draft(params.draft_id, draft, reply)) return;
    const auto uri = params.text_document.uri;
    const auto path = path_of_uri(uri);
    if (!path)
        return reply.fail(
            {Errc::invalid_argument, fmt::format("textDocument.uri: \"{}\" is not a file", uri), {}});
    auto* document = session.find(uri);
    if (document != nullptr && !document->in_step())
        return reply.fail({Errc::stale, "the daemon's copy of this document is not the editor's",
                           "close the document and open it again; what you typed is in the drafts"});
    // The range is of the text as it is now, so that is the text to keep while git and the disk are asked.
    std::optional<Document::Snapshot> from;
    if (document != nullptr) from = document->snapshot();

    session.context().workspace.locate(*path, [&session, weak = session.weak_from_this(), params, uri, from,
                                               draft, reply](Result<Location> where) {
        if (weak.expired()) return;
        if (!where) return reply.fail(std::move(where).error());
        auto& context = session.context();
        adopt_space(context, *where);
        const auto encoding = session.encoding;
        const auto range_of = [wire = params.range, encoding](const anchor::Text& text) {
            return decode_range(text, wire, encoding);
        };
        context.placer.record(
            *where, from ? from->text : nullptr, range_of,
            [&session, weak, params, uri, from, draft, reply,
             where = *where](Result<Placer::Recorded> recorded) {
                if (weak.expired()) return;
                if (!recorded) return reply.fail(std::move(recorded).error());
                Written then;
                then.uri = uri;
                // The author's own buffer needs no search: the place is where it was pointed at, typed on
                // since.
                then.first = [&session, uri, from,
                              range = recorded->anchor.range](const store::Committed& committed) {
                    auto* now = session.find(uri);
                    if (now == nullptr || !from || !now->made(*from)) return;
                    now->set_placement(committed.thread.id, committed.thread.anchor_op,
                                       {anchor::PlacementState::exact, range, 1.0, "unchanged"}, *from);
                };
                append(
                    session, where.space, std::nullopt,
                    [anchor = std::move(recorded->anchor), text = params.text,
                     title = params.title.value_or("")](const core::Stamp& stamp, const core::Thread*) {
                        return core::make_open(stamp, anchor, text, title);
                    },
                    draft, std::move(then), reply);
            });
    });
}

void comment_edit(Session& session, const protocol::CommentEditParams& params, const Reply& reply) {
    std::optional<OpId> base;
    if (params.base) {
        auto id = convert::id<OpId>(*params.base, "base");
        if (!id) return reply.fail(std::move(id).error());
        base = *id;
    }
    change(session, params.thread_id, params.draft_id, reply,
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
            change(session, params.thread_id, params.draft_id, reply,
                   [text = params.text](const core::Stamp& stamp, const core::Thread& thread) {
                       return core::make_comment(stamp, thread, text);
                   });
        });

    on<protocol::ThreadStateParams>(
        dispatcher, protocol::method::thread_resolve, [&session](const auto& params, const Reply& reply) {
            change(session, params.thread_id, std::nullopt, reply,
                   [](const auto& stamp, const auto& thread) { return core::make_resolve(stamp, thread); });
        });

    on<protocol::ThreadStateParams>(
        dispatcher, protocol::method::thread_reopen, [&session](const auto& params, const Reply& reply) {
            change(session, params.thread_id, std::nullopt, reply,
                   [](const auto& stamp, const auto& thread) { return core::make_reopen(stamp, thread); });
        });

    on<protocol::ThreadTitleParams>(dispatcher, protocol::method::thread_title,
                                    [&session](const auto& params, const Reply& reply) {
                                        change(session, params.thread_id, std::nullopt, reply,
                                               [title = params.title](const auto& stamp, const auto& thread) {
                                                   return core::make_title(stamp, thread, title);
                                               });
                                    });

    on<protocol::CommentEditParams>(
        dispatcher, protocol::method::comment_edit,
        [&session](const auto& params, const Reply& reply) { comment_edit(session, params, reply); });

    on<protocol::CommentRedactParams>(
        dispatcher, protocol::method::comment_redact, [&session](const auto& params, const Reply& reply) {
            change(session, params.thread_id, std::nullopt, reply,
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
    const bool resolve = params.command == "restante.thread.resolve";
    if (!resolve && params.command != "restante.thread.reopen")
        return reply.fail({Errc::invalid_argument, fmt::format("there is no command {}", params.command),
                           "restante.showThreads and restante.thread.new belong to the editor's own plugin"});
    auto id = argument();
    if (!id) return reply.fail(std::move(id).error());
    auto thread = find_thread(session.context(), *id);
    if (!thread) return reply.fail(std::move(thread).error());
    auto& context = session.context();
    context.writer.run(
        [space = thread->space, thread_id = thread->id, resolve](store::Store& store) {
            return store.append_local(
                space, thread_id, [resolve](const core::Stamp& stamp, const core::Thread* now) {
                    return resolve ? core::make_resolve(stamp, *now) : core::make_reopen(stamp, *now);
                });
        },
        [&context, space = thread->space, reply](Result<store::Committed> committed) {
            if (!committed) return reply.fail(std::move(committed).error());
            const auto& anchor = committed->thread.anchor;
            context.sync.appended(space);
            context.files_changed({{space, anchor.repository, anchor.path}});
            reply.null();
        });
}

}  // namespace restante::daemon::handlers
