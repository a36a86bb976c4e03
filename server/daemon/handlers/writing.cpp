// Everything that appends to the log. Answered when it is on disk, never before.
#include "base/uri.hpp"
#include "base/utf8.hpp"
#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {
namespace {

/// How a write was asked for.
struct Asked {
    std::optional<DraftId> draft = {};           // that it sends
    std::optional<store::Request> request = {};  // under which it is remembered
};

/// What a successful write is answered with, and what it sets in motion.
struct Written {
    std::optional<std::string> uri;                      // show the thread placed in this document
    std::function<void(const store::Committed&)> first;  // before anything is published
};

void append(Session& session, const std::string& space, std::optional<ThreadId> thread, store::MakeOp make,
            Asked asked, Written then, const Reply& reply) {
    auto& context = session.context();
    context.writer.run(
        [space, thread, make = std::move(make), asked = std::move(asked)](store::Store& store) {
            return store.append_local(space, thread, make, asked.draft, asked.request);
        },
        [&session, &context, weak = session.weak_from_this(), space, then = std::move(then),
         reply](Result<store::Committed> committed) {
            if (!committed) return reply.fail(std::move(committed).error());
            const auto self = weak.lock();
            const auto& thread_now = committed->thread;
            if (!committed->repeated) {
                if (self && then.first) then.first(*committed);
                std::vector<store::FileKey> files{
                    {space, thread_now.anchor.repository, thread_now.anchor.path}};
                if (committed->previous_file) files.push_back(*committed->previous_file);
                context.sync.appended(space);
                context.files_changed(files);
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

/// Reads how a write was asked for; nothing (and answered) when that is wrong, or it was done before: then
/// whatever it named may have changed or gone since, so nothing else of it is looked at. `what` is all that
/// must be the same when it is asked again; where a new thread points to is not, since its author types on.
std::optional<Asked> read_asked(Session& session, const std::optional<std::string>& key,
                                const std::optional<std::string>& draft_text, std::string what,
                                const std::optional<std::string>& uri, const Reply& reply) {
    Asked asked;
    if (draft_text) {
        auto id = convert::id<DraftId>(*draft_text, "draftId");
        if (!id) {
            reply.fail(std::move(id).error());
            return std::nullopt;
        }
        asked.draft = *id;
    }
    if (!key && !draft_text) return asked;
    asked.request = {key.value_or(draft_text.value_or("")), std::move(what)};
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

/// One text of several, none of which can run into the next.
template <class... Parts>
std::string what(std::string_view method, const Parts&... parts) {
    auto out = std::string(method);
    ((out += fmt::format(" {}:{}", std::string_view(parts).size(), parts)), ...);
    return out;
}

/// Writes to an existing thread. `make` sees the thread as it is when the write happens.
template <class Make>
void change(Session& session, const std::string& thread_text, std::optional<Asked> asked, const Reply& reply,
            Make make) {
    if (!asked) return;
    auto thread = find_thread(session.context(), thread_text);
    if (!thread) return reply.fail(std::move(thread).error());
    append(
        session, thread->space, thread->id,
        [make = std::move(make), text = thread_text](const core::Stamp& stamp,
                                                     const core::Thread* now) -> Result<oplog::Op> {
            if (now == nullptr) return fail(Errc::not_found, "there is no thread {}", text);
            return make(stamp, *now);
        },
        std::move(*asked), {}, reply);
}

/// People point by the lines and columns of their tools, for which a final newline begins no line; a place
/// that is not there is a mistake, and is not moved. A character beyond every line's is "to its end".
Result<void> check_pointed(const anchor::Text& text, const protocol::Range& wire,
                           anchor::PositionEncoding encoding) {
    const bool ended = text.line_count() > 1 && text.line(text.line_count() - 1).empty();
    const auto lines = text.line_count() - (ended ? 1 : 0);
    for (const auto& position : {wire.start, wire.end})
        if (position.line >= lines)
            return fail(Errc::invalid_argument, "line {} is past the end of the text, which has {} line{}",
                        position.line + std::uint64_t{1}, lines, lines == 1 ? "" : "s");
    // The last column that is meant: a range's end is behind it.
    const auto check_column = [&](std::uint32_t number, std::uint64_t column) -> Result<void> {
        const auto line = text.line(number);
        const auto size =
            anchor::character_of_column(line, static_cast<std::uint32_t>(line.size()), encoding);
        if (column <= size || column >= anchor::text_bytes_max) return {};
        return fail(Errc::invalid_argument, "column {} is past the end of line {}, which has {} column{}",
                    column, number + std::uint64_t{1}, size, size == 1 ? "" : "s");
    };
    if (auto end = check_column(wire.end.line, wire.end.character); !end) return end;
    return wire.start.character == 0 ? Result<void>{} : check_column(wire.start.line, wire.start.character);
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
    const auto uri = params.text_document.uri;
    const auto asked =
        read_asked(session, params.key, params.draft_id,
                   what(protocol::method::thread_new, params.text, params.title.value_or("")), uri, reply);
    if (!asked) return;
    const auto path = path_of_uri(uri);
    if (!path)
        return reply.fail(
            {Errc::invalid_argument, fmt::format("textDocument.uri: \"{}\" is not a file", uri), {}});
    auto* document = session.find(uri);
    if (document != nullptr && !document->in_step())
        return reply.fail({Errc::stale, "the daemon's copy of this document is not the editor's",
                           "close the document and open it again; what you typed is in the drafts"});
    // The editor read its text from where the path led when it was opened, and only that may be quoted.
    if (document != nullptr && !document->location && document->location_errc == Errc::invalid_argument)
        return reply.fail({Errc::invalid_argument, document->location_error,
                           "when that has changed, close the document and open it again"});
    // The range is of the text as it is now, so that is the text to keep while git and the disk are asked.
    std::optional<Document::Snapshot> from;
    if (document != nullptr) from = document->snapshot();

    session.context().workspace.locate(*path, [&session, weak = session.weak_from_this(), params, uri, from,
                                               asked, reply](Result<Location> where) {
        if (weak.expired()) return;
        if (!where) return reply.fail(std::move(where).error());
        auto& context = session.context();
        const auto* opened = session.find(uri);
        const bool same_text = opened != nullptr && from && opened->made(*from);
        if (same_text && opened->location &&
            (opened->location->root != where->root || opened->location->path != where->path))
            return reply.fail({Errc::stale, "the path leads to another file than when it was opened",
                               "close the document and open it again; what you typed is in the drafts"});
        adopt_space(context, *where);
        const auto encoding = session.encoding;
        const auto range_of = [wire = params.range, encoding,
                               pointed = !from](const anchor::Text& text) -> Result<anchor::Range> {
            // An editor's positions are those of its document, and mean what LSP says they mean.
            if (pointed)
                if (auto there = check_pointed(text, wire, encoding); !there)
                    return tl::unexpected(with_context(std::move(there).error(), "range"));
            return decode_range(text, wire, encoding);
        };
        context.placer.record(
            *where, from ? from->text : nullptr, range_of,
            [&session, weak, params, uri, from, asked, reply,
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
                    *asked, std::move(then), reply);
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
    auto asked = read_asked(
        session, params.key, params.draft_id,
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
                read_asked(session, params.key, params.draft_id,
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
