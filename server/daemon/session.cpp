#include "daemon/session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/uri.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/lookup/lookup.hpp"

namespace restante::daemon {
namespace {

/// After the last keystroke: long enough not to publish between two of them, short enough not to be noticed.
constexpr std::chrono::milliseconds settle_delay{120};

Document::Basis basis_of(const std::optional<Known>& known, const std::string& blob) {
    if (!known || known->at.stale) return Document::Basis::itself;
    return known->at.blob == blob ? Document::Basis::committed : Document::Basis::followed;
}

}  // namespace

Session::~Session() = default;

void Session::start(rpc::Peer peer, std::function<void(Session&)> closed) {
    auto dispatcher = std::make_shared<rpc::Dispatcher>();
    handlers::bind_all(*dispatcher, *this);
    peer_ = std::move(peer);
    peer_.start(std::move(dispatcher), [this, closed = std::move(closed)](const std::string& reason) {
        context_.log.info("session.closed", fmt::format("{} {}: {}", name_, client, reason));
        closed(*this);
    });
}

Document* Session::find(const std::string& uri) {
    const auto found = documents_.find(uri);
    return found == documents_.end() ? nullptr : found->second.get();
}

std::optional<std::string> Session::uri_open_for(const std::string& repository,
                                                 const std::string& path) const {
    for (const auto& [uri, document] : documents_) {
        const auto& where = document->location;
        if (where && where->path == path && where->repository == repository) return uri;
    }
    return std::nullopt;
}

void Session::open(const std::string& uri, std::int64_t version, std::string text) {
    close(uri);
    documents_[uri] = std::make_unique<Document>(uri, version, std::move(text), encoding);
    locate(uri);
}

void Session::close(const std::string& uri) {
    soon_.erase(uri);
    marks_soon_.erase(uri);
    documents_.erase(uri);
    auto waiting = waiting_.extract(uri);
    if (!waiting.empty())
        for (auto& done : waiting.mapped())
            done(nullptr);
}

void Session::locate(const std::string& uri) {
    const auto path = path_of_uri(uri);
    if (!path) {
        find(uri)->location_error = "only files have threads";
        return settle(uri);
    }
    context_.workspace.locate(*path, [weak = weak_from_this(), uri](Result<Location> location) {
        const auto self = weak.lock();
        auto* document = self ? self->find(uri) : nullptr;
        if (document == nullptr) return;
        if (!location) {
            document->location_error = to_string(location.error());
            document->location_errc = location.error().code;
            return self->settle(uri);
        }
        document->location = std::move(*location);
        handlers::adopt_space(self->context_, *document->location);
        self->context_.tracker.clone_may_differ(document->location->root);
        self->context_.lookups.opened(document->location->root, document->location->path);
        self->refresh(uri);
        self->mark(uri);
    });
}

void Session::refresh(const std::string& uri) {
    auto* document = find(uri);
    if (document == nullptr || !document->location) return;
    auto threads = handlers::threads_of_file(context_, *document->location);
    if (!threads) {
        context_.log.error("threads.read", to_string(threads.error()));
        document->location_error = to_string(threads.error());
        return settle(uri);
    }
    std::vector<core::Thread> shown;
    shown.reserve(threads->size());
    for (auto& followed : *threads)
        shown.push_back(std::move(followed.thread));
    document->set_threads(std::move(shown));
    place(uri);
}

void Session::followed(const std::string& root, const std::vector<std::string>& paths) {
    std::vector<std::string> touched;
    for (const auto& [uri, document] : documents_) {
        const auto& where = document->location;
        if (!where || where->root != root) continue;
        if (std::find(paths.begin(), paths.end(), where->path) == paths.end()) continue;
        for (const auto& thread : document->threads())
            document->place_again(thread.id);
        touched.push_back(uri);
    }
    for (const auto& uri : touched)
        refresh(uri);
}

void Session::add_buffers(const std::string& root, std::vector<vcs::OverlayFile>& files) {
    for (const auto& [uri, document] : documents_) {
        const auto& where = document->location;
        if (!where || where->root != root || !document->in_step()) continue;
        files.push_back({where->path, [text = document->snapshot().text](std::size_t) -> Result<std::string> {
                             return text->bytes();
                         }});
    }
}

void Session::refresh_if_in(const std::vector<store::FileKey>& files) {
    std::vector<std::string> touched;
    for (const auto& [uri, document] : documents_) {
        const auto& where = document->location;
        if (!where) continue;
        const auto* about = &*document;
        const bool in = std::any_of(files.begin(), files.end(), [&](const store::FileKey& file) {
            if (file.repository != where->repository) return false;
            const auto& shown = about->threads();
            return file.path == where->path ||
                   std::any_of(shown.begin(), shown.end(),
                               [&](const core::Thread& thread) { return thread.anchor.path == file.path; });
        });
        if (in) touched.push_back(uri);
    }
    for (const auto& uri : touched)
        refresh(uri);
}

void Session::republish(const std::string& space) {
    for (const auto& [uri, document] : documents_)
        if (document->location && document->location->space == space && !document->placing)
            publish(*document);
}

void Session::place(const std::string& uri) {
    auto* document = find(uri);
    if (document == nullptr || document->placing || !document->location) return;
    if (!document->in_step()) return settle(uri);  // whoever waits is told so
    const auto unplaced = document->unplaced();
    if (unplaced.empty()) return settle(uri);
    const auto known = context_.tracker.in_file(document->location->root, document->location->path);
    std::vector<Wanted> wanted;
    wanted.reserve(unplaced.size());
    for (const auto index : unplaced) {
        const auto& thread = document->threads()[index];
        const auto* at = known.of(thread);
        wanted.push_back(
            {thread.id, thread.anchor_op, thread.anchor, at != nullptr ? std::optional(*at) : std::nullopt});
    }
    document->placing = true;
    auto from = document->snapshot();
    const auto text = from.text;  // named, for the callback takes `from` and may be made first
    context_.placer.in_text(
        *document->location, wanted, text,
        [weak = weak_from_this(), uri, wanted, from = std::move(from)](Placements placements) {
            const auto self = weak.lock();
            auto* now = self ? self->find(uri) : nullptr;
            if (now == nullptr || !now->made(from)) return;  // closed, or opened anew
            bool gone = false;
            for (std::size_t i = 0; i < wanted.size(); ++i)
                gone = now->set_placement(wanted[i].thread, wanted[i].op, placements.each[i], from,
                                          basis_of(wanted[i].known, placements.blob)) ||
                       gone;
            if (gone) self->context_.tracker.clone_may_differ(now->location->root);
            now->placing = false;
            // Threads that came while the job ran are placed next; this ends, since each is tried once.
            self->place(uri);
        });
}

void Session::settle(const std::string& uri) {
    auto* document = find(uri);
    if (document != nullptr) publish(*document);
    auto waiting = waiting_.extract(uri);
    if (waiting.empty()) return;
    for (auto& done : waiting.mapped())
        done(find(uri));
}

void Session::when_placed(const std::string& uri, std::function<void(Document*)> done) {
    auto* document = find(uri);
    const bool settled = document == nullptr || !document->in_step() || !document->location_error.empty() ||
                         (document->threads_known && !document->placing && document->unplaced().empty());
    if (settled) return done(document);
    waiting_[uri].push_back(std::move(done));
    if (document->threads_known) place(uri);
}

void Session::edited(Document& document) {
    if (!document.location || document.threads().empty()) return;
    const auto uri = document.uri();
    soon_[uri] = context_.loop.after(settle_delay, [weak = weak_from_this(), uri] {
        const auto self = weak.lock();
        if (!self) return;
        self->soon_.erase(uri);
        self->place(uri);
    });
}

std::vector<protocol::Thread> Session::threads_of(const Document& document) {
    std::vector<protocol::Thread> out;
    out.reserve(document.threads().size());
    for (const auto& thread : document.threads()) {
        auto view = context_.view_of(thread, encoding);
        const auto placement = document.placement(thread);
        view.placement = placement ? &*placement : nullptr;
        view.text = &document.text();
        view.uri = document.uri();
        if (document.location) view.path = document.location->path;
        out.push_back(convert::thread(thread, view));
    }
    sort_by_place(out);
    return out;
}

void Session::publish(Document& document) {
    if (!wants_threads || !document.in_step() || !document.location) return;
    protocol::PublishThreadsParams params;
    params.uri = document.uri();
    params.version = document.version();
    params.threads = threads_of(document);
    notify(protocol::method::publish_threads, protocol::to_json(params));
}

void Session::refresh_lenses() {
    if (!wants_lens_refresh || documents_.empty()) return;
    peer_.call(protocol::method::workspace_code_lens_refresh, "", std::chrono::seconds(30),
               [](const Result<const boost::json::value*>&) {});
}

void Session::notify(std::string_view method, const std::string& params) {
    if (phase == Phase::initialized) peer_.notify(method, params);
}

void Session::log_message(std::uint32_t type, std::string_view text) {
    protocol::LogMessageParams params;
    params.type = type;
    params.message = text;
    notify(protocol::method::window_log_message, protocol::to_json(params));
}

void sort_by_place(std::vector<protocol::Thread>& threads) {
    std::stable_sort(threads.begin(), threads.end(),
                     [](const protocol::Thread& a, const protocol::Thread& b) {
                         if (a.range.has_value() != b.range.has_value()) return a.range.has_value();
                         if (a.range && a.range->start.line != b.range->start.line)
                             return a.range->start.line < b.range->start.line;
                         return a.opened_at < b.opened_at;
                     });
}

}  // namespace restante::daemon
