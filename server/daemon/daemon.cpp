#include "daemon/daemon.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "base/system.hpp"
#include "daemon/files.hpp"
#include "daemon/git_identity.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/hub_tokens.hpp"
#include "daemon/idle_exit.hpp"
#include "daemon/lookup/lookup.hpp"
#include "daemon/space_shelves.hpp"

namespace restante::daemon {
namespace {

constexpr std::size_t index_slice = 400;  // comments: about ten milliseconds of the store thread
/// Somebody who writes alone is found at once; where many write, a slice serves for all of a moment, instead
/// of keeping the store thread from the next one each time.
constexpr std::chrono::milliseconds index_rest{200};
constexpr std::size_t rebuild_slice = 200;  // threads
constexpr std::size_t sessions_max = 256;

}  // namespace

struct Daemon::Impl {
    Impl(rpc::Loop& l, Clock& clock, IdSource& ids, Log& log, Options o, std::shared_ptr<Damage> d,
         std::unique_ptr<store::Store> store, store::Reader r)
        : loop(l),
          options(std::move(o)),
          damage(std::move(d)),
          reader(std::move(r)),
          identity(store->identity()),
          needs_rebuild(store->needs_rebuild()),
          writer(loop, std::move(store)),
          workspace(loop, git, "personal-" + short_text(identity.actor)),
          placer(loop, git, static_cast<std::size_t>(options.config.document_bytes_max)),
          tracker(loop, git, writer, reader, log),
          lookups(loop, log),
          shelves(reader, log),
          sync(loop, clock, writer, reader, identity.actor, sync_events()),
          context{.loop = loop,
                  .clock = clock,
                  .ids = ids,
                  .paths = options.paths,
                  .config = options.config,
                  .log = log,
                  .damage = *damage,
                  .reader = reader,
                  .writer = writer,
                  .git = git,
                  .workspace = workspace,
                  .placer = placer,
                  .tracker = tracker,
                  .lookups = lookups,
                  .shelves = shelves,
                  .sync = sync,
                  .git_identity = git_identity,
                  .identity = identity,
                  .started_at = clock.now_ms()},
          idle(options.idle != nullptr ? *options.idle : loop,
               std::chrono::minutes(options.config.idle_exit_minutes), idle_host()) {}

    IdleExit::Host idle_host() {
        return {.has_unsent = [this] { return sync.has_unsent(); },
                .send = [this](const std::function<void()>& done) { sync.send_all(done); },
                .end =
                    [this](std::string_view why) {
                        context.log.info("daemon.idle", why);
                        drain();
                    }};
    }

    SyncHost::Events sync_events() {
        SyncHost::Events events;
        events.ingested = [this](const store::Ingested& ingested) {
            if (ingested.inserted > 0) context.known_names.clear();
            if (!ingested.files.empty() || ingested.duplicates > 0) context.files_changed(ingested.files);
            context.index_later();
            context.status_changed();
        };
        events.outbox_changed = [this](const std::string&) { context.status_changed(); };
        events.status_changed = [this](const std::string& space) {
            // Entries that were shown as "not sent yet" have arrived: say so where they are on screen.
            auto& before = pending[space];
            const auto now = sync.status(space).pending;
            if (now < before)
                for (const auto& session : sessions)
                    session->republish(space);
            before = now;
            if (std::exchange(index_after_receiving, false)) context.index_later();
            context.status_changed();
        };
        events.log = [this](std::string_view line) { context.log.warning("sync", line); };
        return events;
    }

    void start();
    void index_slice_later();
    void rebuild_slice_later();
    void publish_status();
    void closed(Session& session);
    void drain();

    rpc::Loop& loop;
    Options options;
    std::shared_ptr<Damage> damage;
    store::Reader reader;
    store::Identity identity;
    bool needs_rebuild;
    GitWorker git;
    Writer writer;
    Workspace workspace;
    Placer placer;
    Tracker tracker;
    lookup::Lookup lookups;
    SpaceShelves shelves;
    SyncHost sync;
    GitIdentity git_identity;
    Context context;

    std::vector<std::shared_ptr<Session>> sessions;
    std::uint64_t session_count = 0;
    std::map<std::string, std::uint64_t> pending;  // by space, as last reported
    bool indexing = false;                         // or resting from it
    bool index_again = false;
    bool index_after_receiving = false;
    bool draining = false;
    bool last_session_ends_it = false;
    bool bare_exit = false;
    std::string broken_input;
    rpc::Timer index_timer;
    rpc::Timer status_timer;
    bool status_soon = false;
    IdleExit idle;
    rpc::Timer drain_timer;
    std::vector<std::function<void()>> drained;
};

void Daemon::Impl::start() {
    context.names = [this](const std::string& space, ActorId actor) { return context.name_of(space, actor); };
    tracker.set_callbacks(
        [this](const std::string& root, const std::vector<std::string>& paths) {
            for (const auto& session : sessions) {
                session->followed(root, paths);
                session->refresh_lenses();
            }
        },
        [this](const std::string& root) {
            std::vector<vcs::OverlayFile> files;
            for (const auto& session : sessions)
                session->add_buffers(root, files);
            return files;
        });
    tracker.on_git_wrote([this](const std::string& root) { lookups.clone_may_differ(root); });
    lookups.on_changed([this](const std::string& root) {
        for (const auto& session : sessions)
            session->records_changed(root);
    });
    context.files_changed = [this](const std::vector<store::FileKey>& files) {
        std::set<std::string> repositories;
        for (const auto& file : files)
            repositories.insert(file.repository);
        // Decisions are in no file of the repository.
        for (const auto& file : files)
            if (file.path.empty()) shelves.changed(file.space, file.repository);
        for (const auto& repository : repositories)
            tracker.threads_came(repository);
        for (const auto& session : sessions) {
            session->refresh_if_in(files);
            session->decisions_changed(files);
            session->refresh_lenses();
        }
    };
    context.status_changed = [this] { publish_status(); };
    damage->on_found([this](const Damage::Found& found) {
        loop.post([this, text = found.text] {
            context.log.error("store.damaged", text);
            publish_status();
        });
    });
    context.index_later = [this] { index_slice_later(); };
    context.retire = [this](std::function<void()> done) {
        drained.push_back(std::move(done));
        drain();
    };
    take_hub_tokens(context);
    if (auto spaces = reader.spaces()) {
        for (auto& space : *spaces)
            sync.set_space(space.name, std::move(space.hub));
    }
    if (needs_rebuild) rebuild_slice_later();
    index_slice_later();
    idle.began();
}

void Daemon::Impl::index_slice_later() {
    // Between two pieces of what a hub sends the store thread seems to be idle; it is to be free for the next
    // one. An index that is made once for all of them is made faster, too.
    if (sync.receiving()) {
        index_after_receiving = true;
        return;
    }
    if (std::exchange(indexing, true)) {
        index_again = true;
        return;
    }
    writer.run_idle([](store::Store& store) { return store.index_some(index_slice); },
                    [this](const Result<std::int64_t>& left) {
                        if (left && *left > 0) {
                            indexing = false;
                            return index_slice_later();
                        }
                        if (!left) context.log.error("index", to_string(left.error()));
                        index_timer = loop.after(index_rest, [this] {
                            indexing = false;
                            if (std::exchange(index_again, false)) index_slice_later();
                        });
                    });
}

void Daemon::Impl::rebuild_slice_later() {
    writer.run_idle([](store::Store& store) { return store.rebuild_some(rebuild_slice); },
                    [this](const Result<store::Progress>& progress) {
                        if (!progress) return context.log.error("rebuild", to_string(progress.error()));
                        if (progress->done < progress->total) return rebuild_slice_later();
                        context.log.info("rebuild",
                                         fmt::format("{} entities derived again", progress->total));
                    });
}

/// Several changes in a row are one notification.
void Daemon::Impl::publish_status() {
    if (std::exchange(status_soon, true)) return;
    status_timer = loop.after(std::chrono::milliseconds(50), [this] {
        status_soon = false;
        std::string params;
        for (const auto& session : sessions) {
            if (!session->wants_status) continue;
            if (params.empty()) params = protocol::to_json(handlers::status(context));
            session->notify(protocol::method::did_change_status, params);
        }
    });
}

void Daemon::Impl::closed(Session& session) {
    const auto found = std::find_if(sessions.begin(), sessions.end(),
                                    [&](const auto& one) { return one.get() == &session; });
    if (found == sessions.end()) return;
    // Not from within its own peer's callback: the session owns that peer.
    loop.post([keep = std::move(*found)]() {});
    sessions.erase(found);
    std::erase_if(context.sessions, [](const auto& weak) { return weak.expired(); });
    if (sessions.empty() && last_session_ends_it) {
        bare_exit = session.bare_exit;
        broken_input = session.peer().broken_input();
        drain();
    }
    if (sessions.empty() && !draining) idle.began();
}

void Daemon::Impl::drain() {
    if (std::exchange(draining, true)) return;
    context.log.info("daemon.drain", fmt::format("{} sessions", sessions.size()));
    idle.over();
    // Behind everything that was accepted: when this job has run, all of it is on disk.
    writer.run([](store::Store& store) { return store.empty_log(); },
               [this](const Result<void>&) {
                   for (auto& done : std::exchange(drained, {}))
                       done();
                   for (const auto& session : sessions)
                       session->peer().finish("the daemon ends");
                   sync.stop();
                   drain_timer = loop.after(std::chrono::milliseconds(20), [this] { options.finished(); });
               });
}

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Daemon::~Daemon() {
    impl_->draining = true;
    impl_->sync.stop();
    impl_->sessions.clear();
    impl_->lookups.stop();
    impl_->git.stop();
    impl_->writer.stop();
}

Result<std::unique_ptr<Daemon>> Daemon::create(rpc::Loop& loop, Clock& clock, IdSource& ids, Log& log,
                                               Options options) {
    auto damage = std::make_shared<Damage>(clock);
    store::OpenOptions opening;
    opening.on_damage = [damage](const Error& error) { damage->report(error); };
    auto store = store::Store::open(options.paths.database(), clock, ids, opening);
    if (!store) return tl::unexpected(std::move(store).error());
    adopt_git_identity(**store, log);
    auto reader = store::Reader::open(options.paths.database(), opening);
    if (!reader) return tl::unexpected(std::move(reader).error());
    auto impl = std::make_unique<Impl>(loop, clock, ids, log, std::move(options), std::move(damage),
                                       std::move(*store), std::move(*reader));
    impl->start();
    return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

void Daemon::accept(rpc::Peer peer) {
    auto& impl = *impl_;
    if (impl.draining || impl.sessions.size() >= sessions_max) {
        if (!impl.draining)
            impl.context.log.warning("session.refused",
                                     fmt::format("{} connections are open, and more are not taken: close "
                                                 "some editors",
                                                 impl.sessions.size()));
        peer.close(impl.draining ? "the daemon ends" : "too many connections");
        return;
    }
    auto session = std::make_shared<Session>(impl.context, fmt::format("session {}", ++impl.session_count));
    impl.sessions.push_back(session);
    impl.context.sessions.push_back(session);
    impl.idle.over();
    session->start(std::move(peer), [&impl](Session& closed) { impl.closed(closed); });
}

void Daemon::drain() {
    impl_->drain();
}

bool Daemon::ended_by_bare_exit() const {
    return impl_->bare_exit;
}

const std::string& Daemon::ended_by_broken_input() const {
    return impl_->broken_input;
}

void Daemon::finish_with_last_session() {
    impl_->last_session_ends_it = true;
    if (impl_->sessions.empty()) impl_->drain();
}

}  // namespace restante::daemon
