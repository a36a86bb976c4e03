// restante/doctor: looks at everything that can be wrong with an installation, and says what to do.
#include "base/uri.hpp"
#include "daemon/checks.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/hub_tokens.hpp"

namespace restante::daemon::handlers {
namespace {

protocol::Check check_log(const Context& context) {
    if (const auto problem = context.log.problem())
        return make_check("log", protocol::CheckLevel::warning,
                          "the daemon runs without a log: " + problem->message,
                          "free some space, or make the file writable for you; it goes on by itself then");
    return make_check("log", protocol::CheckLevel::ok, context.paths.log_file());
}

protocol::Check check_identity(const Context& context) {
    if (context.identity.name.empty())
        return make_check("identity", protocol::CheckLevel::warning, "others see you without a name",
                          "restante identity --name \"Your Name\"");
    return make_check(
        "identity", protocol::CheckLevel::ok,
        context.identity.name + (context.identity.email.empty() ? "" : " <" + context.identity.email + ">"));
}

protocol::Check check_space(Context& context, const std::string& space) {
    const auto status = space_status(context, space);
    const auto name = "space " + space;
    const auto text = status.hub ? *status.hub + ": " + status.text : status.text;
    if (status.rejected > 0)
        return make_check(name, protocol::CheckLevel::warning,
                          fmt::format("{}; {} entries were refused by the hub", text, status.rejected),
                          "restante outbox");
    switch (status.phase) {
        case protocol::SyncPhase::needs_login:
        case protocol::SyncPhase::error:
            return make_check(name, protocol::CheckLevel::failed, text);
        case protocol::SyncPhase::offline:
            return make_check(name, protocol::CheckLevel::warning, text);
        default:
            return make_check(name, protocol::CheckLevel::ok, text);
    }
}

/// What needs the loop: spaces, identity, configuration.
void finish(Context& context, protocol::DoctorResult result, const Reply& reply) {
    look_at_hub_tokens(context);
    result.checks.push_back(
        check_credentials(context.paths.credentials_file(), !context.credentials_problem));
    result.checks.push_back(check_identity(context));
    for (const auto& space : context.sync.spaces())
        result.checks.push_back(check_space(context, space));
    reply.ok(result);
}

}  // namespace

void bind_doctor(rpc::Dispatcher& dispatcher, Session& session) {
    auto& context = session.context();
    on<protocol::DoctorParams>(
        dispatcher, protocol::method::doctor,
        [&session, &context](const protocol::DoctorParams& params, const Reply& reply) {
            const auto progress = [&session, weak = session.weak_from_this(), token = params.work_done_token](
                                      const char* kind, const char* text) {
                if (!token || weak.expired()) return;
                protocol::ProgressParams message;
                message.token = *token;
                message.value.kind = kind;
                if (std::string_view(kind) == "begin") message.value.title = "Checking";
                message.value.message = text;
                session.notify(protocol::method::progress, protocol::to_json(message));
            };
            progress("begin", "reading the whole database");
            context.writer.run(
                [](store::Store& store) { return store.integrity(); },
                [&session, weak = session.weak_from_this(), &context, params, progress,
                 reply](const Result<std::vector<std::string>>& problems) {
                    if (weak.expired()) return;
                    protocol::DoctorResult result;
                    result.checks.push_back(make_check(
                        "daemon", protocol::CheckLevel::ok,
                        fmt::format("version {}, socket {}", RESTANTE_VERSION, context.paths.socket())));
                    result.checks.push_back(check_database(problems, context.paths.database()));
                    result.checks.push_back(check_disk(context.paths.data_dir));
                    result.checks.push_back(check_log(context));
                    result.checks.push_back(check_git());
                    progress("end", "done");
                    const auto root = params.root ? path_of_uri(*params.root) : std::nullopt;
                    if (!root) return finish(context, std::move(result), reply);
                    context.workspace.locate(*root, [&context, result,
                                                     reply](Result<Location> where) mutable {
                        if (!where) {
                            result.checks.push_back(make_check("repository", protocol::CheckLevel::warning,
                                                               where.error().message, where.error().hint));
                        } else {
                            adopt_space(context, *where);
                            result.checks.push_back(
                                make_check("repository", protocol::CheckLevel::ok,
                                           fmt::format("{}: repository {}, space {}", where->root,
                                                       where->repository, where->space)));
                        }
                        finish(context, std::move(result), reply);
                    });
                });
        });
}

}  // namespace restante::daemon::handlers
