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
    return rpc::exit_status(rpc::pump(STDIN_FILENO, STDOUT_FILENO, socket->get()));
}

}  // namespace

void add_lsp(CLI::App& parser, App& app) {
    parser.add_subcommand("lsp", "Speak LSP on standard input and output, for editors")->callback([&app] {
        app.set_work(lsp);
    });
}

}  // namespace restante::cli
