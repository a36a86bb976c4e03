// Keeping step with the editor's buffers.
#include <algorithm>

#include "daemon/handlers/handlers.hpp"
#include "daemon/lookup/lookup.hpp"

namespace restante::daemon::handlers {
namespace {

/// A change that carries the whole text needs nothing of what was before: a document that is out of step
/// begins again with the last such text, and its threads are placed anew. False when there is none that fits.
bool begin_anew(Session& session, protocol::DidChangeTextDocumentParams params, std::size_t bytes_max) {
    auto& changes = params.content_changes;
    const auto whole =
        std::find_if(changes.rbegin(), changes.rend(), [](const auto& change) { return !change.range; });
    if (whole == changes.rend() || whole->text.size() > bytes_max) return false;
    auto text = std::move(whole->text);
    changes.erase(changes.begin(), whole.base());
    const auto uri = params.text_document.uri;
    session.open(uri, params.text_document.version, std::move(text));
    if (changes.empty()) return true;
    return session.find(uri)->change(params, bytes_max).has_value();
}

}  // namespace

void bind_documents(rpc::Dispatcher& dispatcher, Session& session) {
    auto& context = session.context();

    on_notification<protocol::DidOpenTextDocumentParams>(
        dispatcher, protocol::method::text_document_did_open, session,
        [&session, &context](protocol::DidOpenTextDocumentParams params) {
            auto& item = params.text_document;
            if (session.find(item.uri) != nullptr)
                session.log_message(
                    2, fmt::format("didOpen: {} is open already; the new text takes its place", item.uri));
            if (item.text.size() > static_cast<std::size_t>(context.config.document_bytes_max)) {
                session.close(item.uri);  // an earlier, smaller text of it is no longer the editor's
                return session.log_message(
                    2, fmt::format("{} has {} bytes: texts over {} are not followed (documentBytesMax)",
                                   item.uri, item.text.size(), context.config.document_bytes_max));
            }
            session.open(item.uri, item.version, std::move(item.text));
        });

    on_notification<protocol::DidChangeTextDocumentParams>(
        dispatcher, protocol::method::text_document_did_change, session,
        [&session, &context](const protocol::DidChangeTextDocumentParams& params) {
            const auto& uri = params.text_document.uri;
            auto* document = session.find(uri);
            if (document == nullptr)
                return session.log_message(1,
                                           fmt::format("didChange: {} was never opened; open it first", uri));
            const auto bytes_max = static_cast<std::size_t>(context.config.document_bytes_max);
            session.mark_later(*document);
            if (!document->in_step()) {  // said once, below
                (void)begin_anew(session, params, bytes_max);
                return;
            }
            const auto moved = document->change(params, bytes_max);
            if (moved) {
                if (*moved) session.edited(*document);
                return;
            }
            if (begin_anew(session, params, bytes_max)) return;
            session.log_message(1, fmt::format("didChange: {}: {}; its threads are not shown until its whole "
                                               "text comes, or it is opened again",
                                               uri, moved.error().message));
            context.log.warning("document.out_of_step", moved.error().message);
        });

    on_notification<protocol::DidSaveTextDocumentParams>(
        dispatcher, protocol::method::text_document_did_save, session,
        [&session](const protocol::DidSaveTextDocumentParams& params) {
            auto* document = session.find(params.text_document.uri);
            if (document != nullptr && document->location) {
                session.context().tracker.files_may_differ(document->location->root);
                session.context().lookups.saved(document->location->root, document->location->path);
                document->look_for_lost(document->text().bytes());
            }
            session.refresh(params.text_document.uri);
        });

    on_notification<protocol::DidCloseTextDocumentParams>(
        dispatcher, protocol::method::text_document_did_close, session,
        [&session](const protocol::DidCloseTextDocumentParams& params) {
            session.close(params.text_document.uri);
            session.unmark(params.text_document.uri);
        });
}

}  // namespace restante::daemon::handlers
