// Keeping step with the editor's buffers.
#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

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
            if (!document->in_step()) return;  // said once, below
            const auto moved =
                document->change(params, static_cast<std::size_t>(context.config.document_bytes_max));
            if (!moved) {
                session.log_message(1, fmt::format("didChange: {}: {}; its threads are not shown until it is "
                                                   "opened again",
                                                   uri, moved.error().message));
                context.log.warning("document.out_of_step", moved.error().message);
                return;
            }
            if (*moved) session.edited(*document);
        });

    on_notification<protocol::DidSaveTextDocumentParams>(
        dispatcher, protocol::method::text_document_did_save, session,
        [&session](const protocol::DidSaveTextDocumentParams& params) {
            const auto* document = session.find(params.text_document.uri);
            if (document != nullptr && document->location)
                session.context().tracker.files_may_differ(document->location->root);
            session.refresh(params.text_document.uri);
        });

    on_notification<protocol::DidCloseTextDocumentParams>(
        dispatcher, protocol::method::text_document_did_close, session,
        [&session](const protocol::DidCloseTextDocumentParams& params) {
            session.close(params.text_document.uri);
        });
}

}  // namespace restante::daemon::handlers
