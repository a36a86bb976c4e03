// The one question to a hub that belongs to no space: whose token is this?
#include <algorithm>
#include <utility>

#include "daemon/sync_host.hpp"
#include "sync/answers.hpp"

namespace restante::daemon {

void SyncHost::check_login(const std::string& hub, const Credential& credential, TimeMs patience_ms,
                           const std::function<void(Result<protocol::Me>)>& done) {
    sync::HubOptions options;
    options.origin = hub;
    options.token = credential.token;
    options.ca_file = credential.ca_file;
    options.deadlines.push_ms = patience_ms;
    options.deadlines.connect_ms = std::min(options.deadlines.connect_ms, patience_ms);
    auto created = sync::HubClient::create(std::move(options));
    if (!created) return done(tl::unexpected(std::move(created).error()));
    auto* client = checking_.emplace_back(std::move(*created)).get();
    client->bind_actor(actor_, [this, alive = std::weak_ptr(alive_), client, patience_ms, done](auto answer) {
        loop_.post([this, alive, client, patience_ms, done, answer = std::move(answer)]() mutable {
            if (alive.expired()) return;
            std::erase_if(checking_, [client](const auto& one) { return one.get() == client; });
            if (answer) return done(std::move(*answer));
            const auto& failure = answer.error();
            Error error{failure.code, failure.message, {}};
            if (failure.kind == sync::FailureKind::offline)
                error.hint =
                    "is the address right, and the hub running? Everything written here is safe meanwhile";
            if (failure.kind == sync::FailureKind::deadline) {
                error.message = fmt::format("the hub did not answer within {} s", patience_ms / 1000);
                error.hint =
                    "somebody takes the connection there and says nothing: is the address right? If it is, "
                    "the hub is stuck or busy: try again, or tell its administrator. No token was kept";
            }
            if (failure.kind == sync::FailureKind::untrusted)
                error.hint = "name the authority that signed it: restante login --ca-file FILE.pem";
            // What was typed was looked at before: whoever finds fault with it nevertheless is no hub.
            if (failure.kind == sync::FailureKind::http &&
                (error.code == Errc::invalid_argument || error.code == Errc::too_large))
                error.code = Errc::unavailable;
            if (failure.http_status >= 300 && failure.http_status < 400)
                error.hint = sync::next_step(failure);
            if (failure.kind == sync::FailureKind::garbage || failure.http_status == 404)
                error.hint = "is the address right? A proxy or its login page may answer there";
            if (failure.http_status == 403) error.hint = "ask the hub's administrator for access";
            if (failure.http_status == 413 || failure.http_status == 429 || failure.http_status >= 500)
                error.hint = "try again later, or tell the hub's administrator. No token was kept";
            if (failure.http_status == 409)
                error.hint = "log in with the token used first from here, or ask the hub's administrator";
            if (failure.http_status == 401) error.hint = "ask the hub's administrator for a new token";
            done(tl::unexpected(std::move(error)));
        });
    });
}

}  // namespace restante::daemon
