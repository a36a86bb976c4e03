// lsp: what editors start. Connects (starting or replacing the daemon where needed), then only copies bytes.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "clients/cli/app.hpp"
#include "rpc/pump.hpp"

namespace restante::cli {
namespace {

int lsp(App& app) {
    ::signal(SIGPIPE, SIG_IGN);
    if (!app.paths()) return app.fail(app.paths().error());
    auto socket = connect_daemon(*app.paths());
    if (!socket) {
        app.fail(socket.error());
        return status::no_daemon;
    }
    const auto result = rpc::pump(STDIN_FILENO, STDOUT_FILENO, socket->get());
    // After `exit` the daemon may close first; editors report anything but 0 to their user.
    const bool said_exit = result.last_input.find("\"exit\"") != std::string::npos;
    if (result.end == rpc::PumpEnd::socket_ended && said_exit) return status::done;
    return rpc::exit_status(result);
}

}  // namespace

void add_lsp(CLI::App& parser, App& app) {
    parser.add_subcommand("lsp", "Speak LSP on standard input and output, for editors")->callback([&app] {
        app.set_work(lsp);
    });
}

}  // namespace restante::cli
