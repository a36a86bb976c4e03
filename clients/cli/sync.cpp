// sync: exchange with the hubs now.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::cli {
namespace {

int sync(App& app, std::uint32_t timeout_s) {
    (void)app.call(protocol::method::status,
                   about_here());  // a clone that was never looked at has a space, too
    protocol::SyncParams params;
    params.timeout_ms = timeout_s * 1000;
    auto answer = app.call(protocol::method::sync, params, std::chrono::seconds(timeout_s + 5));
    if (!answer) return app.fail(answer.error());
    auto result = protocol::read<protocol::SyncResult>(*answer);
    if (!result) return app.fail(result.error());
    bool good = true;
    bool local = false;
    for (const auto& space : result->spaces) {
        const bool fine =
            space.phase == protocol::SyncPhase::idle || space.phase == protocol::SyncPhase::no_hub;
        local = local || space.local.value_or(false);
        good = good && fine && space.pending * (space.hub ? 1 : 0) == 0;
        if (!app.json && (space.hub || !fine))
            (fine ? std::cout : std::cerr) << space.space << ": " << printable(space.text) << "\n";
    }
    if (app.json) app.print_json(*answer);
    if (tell_damage(result->damage)) return status::failed;
    // A hub that could not be asked because this machine failed is the lesser news.
    return good ? status::done : local ? status::failed : status::not_synced;
}

}  // namespace

void add_sync(CLI::App& parser, App& app) {
    auto timeout = std::make_shared<std::uint32_t>(30);
    auto* command = parser.add_subcommand("sync", "Exchange with the hubs now, without waiting for a retry");
    command->add_option("--timeout", *timeout, "seconds to wait at most")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    command->callback([&app, timeout] { app.set_work([timeout](App& a) { return sync(a, *timeout); }); });
}

}  // namespace restante::cli
