#include <sys/stat.h>

#include <algorithm>

#include "base/uri.hpp"
#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {
namespace {

constexpr std::size_t ending_min = 4;

/// Where a thread is shown, in a clone: in the file that it was followed to, else in the one it was opened
/// on.
std::string path_of(const core::Thread& thread, const std::optional<Known>& known) {
    return known ? known->at.path : thread.anchor.path;
}

void show_in_file(Session& session, const core::Thread& thread, const std::optional<Known>& known,
                  const Location& where, std::function<void(protocol::Thread)> done) {
    auto& context = session.context();
    const auto encoding = session.encoding;
    context.placer.in_file(
        where, {Followed{thread, known}},
        [&context, encoding, thread, where, done = std::move(done)](const Placements& placements) {
            auto view = context.view_of(thread, encoding);
            view.placement = &placements.each.front();
            view.text = placements.text.get();
            view.uri = uri_of_path(where.absolute());
            view.path = where.path;
            done(convert::thread(thread, view));
        });
}

/// What has threads is a file, or was one; a typing error is neither.
Result<void> is_file(const Location& where) {
    struct stat info {};
    const auto path = where.absolute();
    if (::lstat(path.c_str(), &info) != 0)
        return tl::unexpected(Error{Errc::not_found,
                                    fmt::format("there is no file {}, and no thread about one", path),
                                    "threads about a file that is gone are listed by its old name"});
    if (S_ISDIR(info.st_mode))
        return tl::unexpected(Error{Errc::invalid_argument, fmt::format("{} is a folder", path),
                                    "restante threads, run in that folder, lists its threads"});
    return {};
}

}  // namespace

void bind_all(rpc::Dispatcher& dispatcher, Session& session) {
    bind_lifecycle(dispatcher, session);
    bind_documents(dispatcher, session);
    bind_features(dispatcher, session);
    bind_threads(dispatcher, session);
    bind_writing(dispatcher, session);
    bind_decisions(dispatcher, session);
    bind_deciding(dispatcher, session);
    bind_reattaching(dispatcher, session);
    bind_drafts(dispatcher, session);
    bind_space(dispatcher, session);
    bind_why(dispatcher, session);
    bind_writing_down(dispatcher, session);
    bind_records(dispatcher, session);
    bind_doctor(dispatcher, session);
}

Result<std::vector<Followed>> threads_of_file(Context& context, const Location& where) {
    auto all = anchored_in_file(context, where);
    if (!all) return all;
    std::erase_if(*all,
                  [](const Followed& one) { return core::role_of(one.thread) != core::Role::conversation; });
    return all;
}

Result<std::vector<Followed>> anchored_in_file(Context& context, const Location& where) {
    const auto moment = context.reader.at_one_moment();
    std::optional<std::string> own = context.workspace.personal_space();
    if (*own == where.space) own.reset();
    auto known = context.tracker.in_file(where.root, where.path);
    std::vector<Followed> out;
    for (const auto role : {core::Role::conversation, core::Role::place}) {
        auto threads = context.reader.threads_of_file(where.space, where.repository, where.path, own, role);
        if (!threads) return tl::unexpected(std::move(threads).error());
        for (auto& thread : *threads) {
            const auto* at = known.of(thread);
            if (at != nullptr && at->at.path != where.path) continue;  // it has gone to another file
            out.push_back({std::move(thread), at != nullptr ? std::optional(*at) : std::nullopt});
        }
    }
    for (auto& thread : known.come) {
        const auto* at = known.of(thread);
        const bool ours = at != nullptr && at->at.path == where.path &&
                          thread.anchor.repository == where.repository &&
                          (thread.space == where.space || thread.space == own);
        if (ours) out.push_back({std::move(thread), *at});
    }
    return out;
}

void adopt_space(Context& context, const Location& where) {
    context.tracker.seen(where);
    const auto known = context.sync.hub_of(where.space);
    auto hub = known;
    if (where.hub && where.hub != known) {
        const bool may =
            !known || context.sync.has_credential(*where.hub) || !context.sync.has_credential(*known);
        if (may) hub = where.hub;
    }
    const auto names = context.sync.spaces();
    const bool is_new = std::find(names.begin(), names.end(), where.space) == names.end();
    if (!is_new && hub == known) return;
    context.writer.run([space = where.space, hub](store::Store& store) { return store.set_hub(space, hub); },
                       [&context](const Result<void>& set) {
                           if (!set) context.log.error("space.hub", to_string(set.error()));
                           context.status_changed();
                       });
    // At once, so that a request behind this one finds the space; its engine reads the store behind the job
    // above.
    context.sync.set_space(where.space, hub, is_new ? SyncHost::Seen::now : SyncHost::Seen::before);
}

void locate_settled(Session& session, const std::string& path, std::function<void(Result<Location>)> done) {
    session.context().workspace.locate(path, [&context = session.context(), once = session.asks_once,
                                              done = std::move(done)](Result<Location> where) mutable {
        if (!where) return done(std::move(where));
        adopt_space(context, *where);
        if (!once) return done(std::move(where));
        auto& tracker = context.tracker;
        const bool with_files =
            where->path.empty() ||
            tracker.may_be_carried(where->root, where->path, context.placer.blob_of_file(*where));
        const auto root = where->root;
        tracker.when_settled(root, with_files,
                             [where = std::move(where), done = std::move(done)] { done(where); });
    });
}

Result<ThreadId> read_thread_id(Context& context, std::string_view text) {
    if (const auto id = id_from_text<ThreadId>(text)) return *id;
    if (text.size() < ending_min)
        return fail(Errc::invalid_argument, "threadId: \"{}\" is shorter than {} characters", text,
                    ending_min);
    auto found = context.reader.find_threads(text);
    if (!found) return tl::unexpected(std::move(found).error());
    if (found->empty())
        return tl::unexpected(Error{Errc::not_found, fmt::format("no thread's id ends in \"{}\"", text),
                                    std::string(store::no_thread_hint)});
    if (found->size() > 1)
        return tl::unexpected(Error{Errc::invalid_argument,
                                    fmt::format("several threads' ids end in \"{}\"", text),
                                    "give more of the id"});
    return found->front();
}

Result<core::Thread> find_anchored(Context& context, std::string_view text) {
    auto id = read_thread_id(context, text);
    if (!id) return tl::unexpected(std::move(id).error());
    auto thread = context.reader.thread(*id);
    if (!thread) return tl::unexpected(std::move(thread).error());
    if (!*thread) return tl::unexpected(store::no_such_thread(text));
    if ((*thread)->decision)
        return tl::unexpected(Error{Errc::not_found,
                                    fmt::format("{} is a decision, not a thread", core::decision_name(*id)),
                                    fmt::format("restante decision show {}", core::decision_name(*id))});
    return std::move(**thread);
}

Result<core::Thread> find_thread(Context& context, std::string_view text) {
    auto thread = find_anchored(context, text);
    if (!thread || !thread->governs) return thread;
    const auto decision = core::decision_name(thread->governs->as<ThreadTag>());
    return tl::unexpected(
        Error{Errc::not_found,
              fmt::format("{} is a place that {} governs, not a thread", short_text(thread->id), decision),
              fmt::format("restante decision show {}", decision)});
}

Result<const core::Comment*> find_comment(const core::Thread& thread, std::string_view text) {
    const core::Comment* found = nullptr;
    for (const auto& comment : thread.comments) {
        const auto id = to_text(comment.id);
        if (text.size() < ending_min || !id.ends_with(text)) continue;
        if (found != nullptr)
            return fail(Errc::invalid_argument, "several comments' ids end in \"{}\": give more of it", text);
        found = &comment;
    }
    if (found == nullptr)
        return fail(Errc::not_found, "thread {} has no comment {}", short_text(thread.id), text);
    return found;
}

void show_thread(Session& session, core::Thread thread, std::optional<std::string> uri,
                 std::optional<std::string> root, std::function<void(protocol::Thread)> done) {
    auto& context = session.context();
    // Unless told where, it is shown in the buffer that the asker has open, not in the file beneath it.
    const auto clone = context.workspace.root_of(thread.anchor.repository);
    const auto path_now = path_of(thread, clone ? context.tracker.of(*clone, thread) : std::nullopt);
    if (!uri && !root) uri = session.uri_open_for(thread.anchor.repository, path_now);
    if (uri) {
        const auto* document = session.find(*uri);
        const bool here = document != nullptr && document->location && document->location->path == path_now &&
                          document->location->repository == thread.anchor.repository;
        if (here) {
            session.when_placed(*uri, [&session, weak = session.weak_from_this(), thread, uri, root,
                                       done = std::move(done)](Document* placed) mutable {
                if (weak.expired()) return;
                if (placed == nullptr || !placed->in_step())
                    return show_thread(session, std::move(thread), std::nullopt, root, std::move(done));
                auto view = session.context().view_of(thread, session.encoding);
                const auto placement = placed->placement(thread);
                view.placement = placement ? &*placement : nullptr;
                view.text = &placed->text();
                view.uri = *uri;
                if (placed->location) view.path = placed->location->path;
                done(convert::thread(thread, view));
            });
            return;
        }
        if (auto path = path_of_uri(*uri); path && !root) root = std::move(path);
    }
    const auto unplaced = [&context, thread, encoding = session.encoding, done] {
        done(convert::thread(thread, context.view_of(thread, encoding)));
    };
    const auto from = root ? path_of_uri(*root) : clone;
    if (!from) return unplaced();
    locate_settled(
        session, *from,
        [&session, weak = session.weak_from_this(), thread, unplaced, done](Result<Location> where) {
            if (weak.expired()) return;
            if (!where || where->repository != thread.anchor.repository) return unplaced();
            const auto known = session.context().tracker.of(where->root, thread);
            where->path = path_of(thread, known);
            show_in_file(session, thread, known, *where, done);
        });
}

void list_file(Session& session, const std::string& uri,
               const std::function<void(Result<FileThreads>)>& done) {
    if (session.find(uri) != nullptr) {
        session.when_placed(uri, [&session, weak = session.weak_from_this(), done](Document* document) {
            if (weak.expired()) return;
            if (document == nullptr) return done(fail(Errc::cancelled, "the document was closed meanwhile"));
            if (!document->in_step())
                return done(tl::unexpected(Error{Errc::stale,
                                                 "the daemon's copy of this document is not the editor's",
                                                 "close the document and open it again"}));
            if (!document->location) return done(fail(Errc::not_found, "{}", document->location_error));
            done(FileThreads{document->version(), session.threads_of(*document),
                             missing_note(session.context(), {document->location->space})});
        });
        return;
    }
    const auto path = path_of_uri(uri);
    if (!path) return done(fail(Errc::invalid_argument, "textDocument.uri: \"{}\" is not a file", uri));
    locate_settled(session, *path, [&session, weak = session.weak_from_this(), done](Result<Location> where) {
        if (weak.expired()) return;
        if (!where) return done(tl::unexpected(std::move(where).error()));
        auto& context = session.context();
        auto threads = threads_of_file(context, *where);
        if (!threads) return done(tl::unexpected(std::move(threads).error()));
        if (threads->empty()) {
            if (auto there = is_file(*where); !there) return done(tl::unexpected(std::move(there).error()));
            return done(FileThreads{{}, {}, missing_note(context, {where->space})});
        }
        const auto encoding = session.encoding;
        const auto file_uri = uri_of_path(where->absolute());
        auto shared = std::make_shared<const std::vector<Followed>>(std::move(*threads));
        context.placer.in_file(*where, *shared,
                               [&context, encoding, file_uri, shared, done, space = where->space,
                                path = where->path](const Placements& places) {
                                   FileThreads out;
                                   out.note = missing_note(context, {space});
                                   out.threads.reserve(shared->size());
                                   for (std::size_t i = 0; i < shared->size(); ++i) {
                                       const auto& thread = (*shared)[i].thread;
                                       auto view = context.view_of(thread, encoding);
                                       view.placement = &places.each[i];
                                       view.text = places.text.get();
                                       view.uri = file_uri;
                                       view.path = path;
                                       out.threads.push_back(convert::thread(thread, view));
                                   }
                                   sort_by_place(out.threads);
                                   done(std::move(out));
                               });
    });
}

protocol::SpaceStatus space_status(Context& context, const std::string& space) {
    protocol::SpaceStatus out;
    out.space = space;
    out.hub = context.sync.hub_of(space);
    const auto status = context.sync.status(space);
    switch (status.state) {
        case sync::SyncState::idle:
            out.phase = protocol::SyncPhase::idle;
            break;
        case sync::SyncState::syncing:
            out.phase = protocol::SyncPhase::syncing;
            break;
        case sync::SyncState::offline:
            out.phase = protocol::SyncPhase::offline;
            break;
        case sync::SyncState::needs_login:
            out.phase = protocol::SyncPhase::needs_login;
            break;
        case sync::SyncState::error:
            out.phase = protocol::SyncPhase::error;
            break;
        case sync::SyncState::no_hub:
            out.phase = protocol::SyncPhase::no_hub;
            break;
    }
    out.text = status.text;
    if (status.local) out.local = true;
    if (out.phase == protocol::SyncPhase::needs_login && out.hub)
        out.text = fmt::format("the hub wants to know who you are: restante login {}", *out.hub);
    if (out.phase == protocol::SyncPhase::no_hub) out.text = "everything stays on this machine";
    out.pending = static_cast<std::uint32_t>(status.pending);
    out.rejected = static_cast<std::uint32_t>(status.rejected);
    out.last_sync_at = status.last_success_at;
    if (status.received) out.received = static_cast<std::int64_t>(*status.received);
    return out;
}

std::optional<std::string> missing_note(Context& context, const std::vector<std::string>& spaces) {
    std::optional<std::string> note;
    for (const auto& space : spaces) {
        const auto status = space_status(context, space);
        if (!status.received) continue;
        note = note.value_or("");
        if (!note->empty()) *note += "; ";
        *note += fmt::format("{} is not complete yet: {}", space, status.text);
    }
    return note;
}

}  // namespace restante::daemon::handlers
