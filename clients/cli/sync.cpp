// sync: exchange with the hubs now.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::cli {

std::string sync_text(const protocol::SpaceStatus& space, std::uint32_t timeout_s) {
    if (space.phase != protocol::SyncPhase::syncing) return printable(space.text);
    // Entries that come in are an answer, though not the last one.
    return (space.received ? fmt::format("{}, and not all after {} s", printable(space.text), timeout_s)
                           : fmt::format("the hub has not answered for {} s", timeout_s)) +
           "; this goes on by itself: restante status";
}

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
    std::uint64_t refused = 0;
    for (const auto& space : result->spaces) {
        const bool fine =
            space.phase == protocol::SyncPhase::idle || space.phase == protocol::SyncPhase::no_hub;
        local = local || space.local.value_or(false);
        good = good && fine && space.pending * (space.hub ? 1 : 0) == 0;
        refused += space.rejected;
        if (app.json) continue;
        if (space.hub || !fine)
            (fine ? std::cout : std::cerr) << space.space << ": " << sync_text(space, timeout_s) << "\n";
        else
            std::cerr << space.space << ": no hub: everything stays on this machine\n";
    }
    if (app.json) app.print_json(*answer);
    if (refused > 0) std::cerr << refused << " refused by the hub: restante outbox\n";
    if (tell_damage(result->damage)) return status::failed;
    // A hub that could not be asked because this machine failed is the lesser news.
    if (local) return status::failed;
    return good && refused == 0 ? status::done : status::not_synced;
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
