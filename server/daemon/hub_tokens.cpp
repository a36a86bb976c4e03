#include "daemon/hub_tokens.hpp"

#include <utility>

namespace restante::daemon {
namespace {

/// As they are in the file now, to be changed. What is wrong with it is no fault of whoever asked.
Result<Credentials> kept_tokens(Context& context) {
    look_at_hub_tokens(context);
    return load_credentials(context.paths.credentials_file()).map_error([](Error error) {
        error.code = Errc::io;
        return error;
    });
}

Result<void> use_tokens(Context& context, const std::string& hub, const Credentials& credentials) {
    if (auto saved = save_credentials(context.paths.credentials_file(), credentials); !saved) return saved;
    const auto found = credentials.find(hub);
    context.sync.set_credential(hub,
                                found == credentials.end() ? std::nullopt : std::optional(found->second));
    return {};
}

}  // namespace

void take_hub_tokens(Context& context) {
    const auto credentials = load_credentials(context.paths.credentials_file());
    const auto before = std::exchange(context.credentials_problem,
                                      credentials ? std::nullopt : std::optional(credentials.error()));
    context.sync.set_credentials_problem(context.credentials_problem);
    if (!credentials) {
        if (before != context.credentials_problem)
            context.log.error("credentials", to_string(credentials.error()));
        return;
    }
    for (const auto& [hub, credential] : *credentials)
        context.sync.set_credential(hub, credential);
}

void look_at_hub_tokens(Context& context) {
    if (!context.credentials_problem) return;
    take_hub_tokens(context);
    if (!context.credentials_problem) context.status_changed();
}

Result<void> may_keep_hub_tokens(Context& context) {
    return kept_tokens(context).map([](const Credentials&) {});
}

Result<void> keep_hub_token(Context& context, const std::string& hub, const Credential& credential) {
    auto credentials = kept_tokens(context);
    if (!credentials) return tl::unexpected(std::move(credentials).error());
    (*credentials)[hub] = credential;
    return use_tokens(context, hub, *credentials);
}

Result<void> forget_hub_token(Context& context, const std::string& hub) {
    auto credentials = kept_tokens(context);
    if (!credentials) return tl::unexpected(std::move(credentials).error());
    if (credentials->erase(hub) == 0) return fail(Errc::not_found, "there is no token for {}", hub);
    return use_tokens(context, hub, *credentials);
}

}  // namespace restante::daemon
