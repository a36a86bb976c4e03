// How a session begins and ends, and how versions meet.
#include <unistd.h>

#include "daemon/git_identity.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/version.hpp"

namespace restante::daemon::handlers {
namespace {

/// What may be asked before `initialize`.
bool is_free(std::string_view method) {
    return method == protocol::method::initialize || method == protocol::method::hello ||
           method == protocol::method::retire || method == protocol::method::exit;
}

anchor::PositionEncoding choose_encoding(const protocol::InitializeParams& params) {
    const auto* general =
        params.capabilities && params.capabilities->general ? &*params.capabilities->general : nullptr;
    if (general != nullptr && general->position_encodings) {
        for (const auto& name : *general->position_encodings)
            if (const auto known = anchor::position_encoding_from_string(name)) return *known;
    }
    return anchor::PositionEncoding::utf16;
}

protocol::InitializeResult capabilities(anchor::PositionEncoding encoding) {
    protocol::InitializeResult result;
    auto& can = result.capabilities;
    can.position_encoding = std::string(anchor::to_string(encoding));
    can.text_document_sync.open_close = true;
    can.text_document_sync.change = protocol::SyncKind::incremental;
    can.hover_provider = true;
    can.code_lens_provider.resolve_provider = false;
    can.code_action_provider.code_action_kinds = {"restante.thread", "restante.decision"};
    can.execute_command_provider.commands = {"restante.thread.resolve", "restante.thread.reopen",
                                             "restante.decision.reaffirm", "restante.decision.successor",
                                             "restante.sync"};
    can.experimental.restante.protocol_version = protocol_version;
    result.server_info.name = "restanted";
    result.server_info.version = RESTANTE_VERSION;
    return result;
}

}  // namespace

void bind_lifecycle(rpc::Dispatcher& dispatcher, Session& session) {
    auto& context = session.context();

    dispatcher.before(
        [&session](std::string_view method, rpc::MessageKind) -> std::optional<rpc::ErrorAnswer> {
            if (session.phase == Session::Phase::initialized || is_free(method)) return std::nullopt;
            if (session.phase == Session::Phase::shut_down)
                return rpc::ErrorAnswer(
                    rpc::code::invalid_request,
                    {Errc::invalid_argument, "the session was shut down", "only exit is left"});
            return rpc::ErrorAnswer(rpc::code::server_not_initialized,
                                    {Errc::invalid_argument, "initialize comes first", {}});
        });

    on<protocol::HelloParams>(dispatcher, protocol::method::hello,
                              [](const protocol::HelloParams&, const Reply& reply) {
                                  protocol::HelloResult result;
                                  result.version = RESTANTE_VERSION;
                                  result.protocol_version = protocol_version;
                                  result.pid = ::getpid();
                                  reply.ok(result);
                              });

    on<protocol::RetireParams>(dispatcher, protocol::method::retire,
                               [&context](const protocol::RetireParams& params, const Reply& reply) {
                                   context.log.info("daemon.retire", params.reason);
                                   context.retire([reply] { reply.null(); });
                               });

    on<protocol::InitializeParams>(
        dispatcher, protocol::method::initialize,
        [&session, &context](const protocol::InitializeParams& params, const Reply& reply) {
            if (session.phase != Session::Phase::fresh)
                return reply.fail({Errc::invalid_argument, "the session is initialized already", {}});
            session.phase = Session::Phase::initialized;
            session.encoding = choose_encoding(params);
            if (params.client_info) session.client = params.client_info->name;
            if (params.initialization_options && params.initialization_options->restante) {
                const auto& options = *params.initialization_options->restante;
                session.wants_threads = options.publish_threads.value_or(false);
                session.wants_decisions = options.publish_decisions.value_or(false);
                session.wants_status = options.status.value_or(false);
                session.asks_once = options.settled.value_or(false);
            }
            session.wants_diagnostics = params.capabilities && params.capabilities->text_document &&
                                        params.capabilities->text_document->publish_diagnostics.has_value();
            if (params.capabilities && params.capabilities->workspace &&
                params.capabilities->workspace->code_lens)
                session.wants_lens_refresh =
                    params.capabilities->workspace->code_lens->refresh_support.value_or(false);
            context.log.info("session.initialized", session.client);
            // Before anything is written in the name of the account.
            context.git_identity.follow(
                context, [reply, encoding = session.encoding] { reply.ok(capabilities(encoding)); });
        });

    on_notification<protocol::InitializedParams>(
        dispatcher, protocol::method::initialized, session, [&session](const protocol::InitializedParams&) {
            if (session.wants_status)
                session.notify(protocol::method::did_change_status,
                               protocol::to_json(status(session.context())));
        });

    dispatcher.on_request(std::string(protocol::method::shutdown),
                          [&session](const boost::json::value&, rpc::Responder responder) {
                              session.phase = Session::Phase::shut_down;
                              responder.answer("null");
                          });
    dispatcher.on_notification(std::string(protocol::method::exit), [&session](const boost::json::value&) {
        session.bare_exit = session.phase != Session::Phase::shut_down;
        session.peer().finish("exit");
    });
}

}  // namespace restante::daemon::handlers
