// What a session's documents are shown of decisions: marked when they are opened, when the typing pauses, and
// when the records change.
#include <algorithm>
#include <utility>

#include "daemon/dates.hpp"
#include "daemon/handlers/governed.hpp"
#include "daemon/lookup/lookup.hpp"
#include "daemon/session.hpp"

namespace restante::daemon {
namespace {

/// Behind the threads, which are about what is being typed.
constexpr std::chrono::milliseconds marks_delay{300};

}  // namespace

void Session::mark_later(const Document& document) {
    if (!wants_decisions && !wants_diagnostics) return;
    const auto& uri = document.uri();
    marks_soon_[uri] = context_.loop.after(marks_delay, [weak = weak_from_this(), uri] {
        const auto self = weak.lock();
        if (!self) return;
        self->marks_soon_.erase(uri);
        self->mark(uri);
    });
}

void Session::records_changed(const std::string& root) {
    if (!wants_decisions && !wants_diagnostics) return;
    std::vector<std::string> touched;
    for (const auto& [uri, document] : documents_)
        if (document->location && document->location->root == root) touched.push_back(uri);
    for (const auto& uri : touched)
        mark(uri);
}

void Session::decisions_changed(const std::vector<store::FileKey>& files) {
    for (const auto& [uri, document] : documents_) {
        if (!document->location) continue;
        const auto& where = *document->location;
        const bool touched = std::any_of(files.begin(), files.end(), [&](const store::FileKey& file) {
            return file.repository == where.repository && (file.path.empty() || file.path == where.path);
        });
        if (touched) mark_later(*document);
    }
}

void Session::with_marks(const std::string& uri,
                         std::function<void(std::optional<lookup::InDocument>)> done) {
    auto* document = find(uri);
    if (document == nullptr || !document->location || !document->in_step()) return done(std::nullopt);
    const auto space = handlers::stock(context_, *document->location);
    context_.lookups.ask(
        document->location->root,
        [path = document->location->path, text = document->snapshot().text, encoding = encoding,
         today = day_text(context_.clock.now_ms())](lookup::Desk& desk) {
            return desk.in_document(path, *text, encoding, today);
        },
        [weak = weak_from_this(), uri, version = document->version(), space,
         done = std::move(done)](Result<lookup::InDocument> found) mutable {
            const auto self = weak.lock();
            if (!self) return;
            const auto* now = self->find(uri);
            // What was typed meanwhile is marked when it pauses.
            const bool holds = found && now != nullptr && now->version() == version && now->in_step();
            // A clone without a commit has no records, and nothing is wrong with that.
            if (!found && found.error().code != Errc::not_found)
                self->context_.log.warning("decisions.mark", to_string(found.error()));
            if (!holds) return done(std::nullopt);
            if (space->empty()) return done(std::move(*found));
            handlers::places_of_file(
                *self, uri,
                [space, found = std::move(*found), done = std::move(done)](const auto& places) mutable {
                    if (places) handlers::add_governed(*places, *space, found);
                    done(std::move(found));
                });
        });
}

void Session::mark(const std::string& uri) {
    if (!wants_decisions && !wants_diagnostics) return;
    with_marks(uri, [this, uri](std::optional<lookup::InDocument> found) {
        if (found && find(uri) != nullptr) show_marks(*find(uri), std::move(*found));
    });
}

void Session::show_marks(const Document& document, lookup::InDocument found) {
    const auto& uri = document.uri();
    auto& shown = marked_[uri];
    const bool marks = !found.decisions.marks.empty() || !found.decisions.whole.empty();
    if (wants_decisions && (marks || shown.marks)) {
        shown.marks = marks;
        found.decisions.uri = uri;
        found.decisions.version = document.version();
        notify(protocol::method::publish_decisions, protocol::to_json(found.decisions));
    }
    const bool diagnostics = !found.diagnostics.diagnostics.empty();
    if (wants_diagnostics && (diagnostics || shown.diagnostics)) {
        shown.diagnostics = diagnostics;
        found.diagnostics.uri = uri;
        found.diagnostics.version = document.version();
        notify(protocol::method::text_document_publish_diagnostics, protocol::to_json(found.diagnostics));
    }
}

void Session::unmark(const std::string& uri) {
    auto shown = marked_.extract(uri);
    if (shown.empty() || !shown.mapped().diagnostics) return;
    protocol::PublishDiagnosticsParams nothing;
    nothing.uri = uri;
    notify(protocol::method::text_document_publish_diagnostics, protocol::to_json(nothing));
}

}  // namespace restante::daemon
