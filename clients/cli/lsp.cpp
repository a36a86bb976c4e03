// lsp: what editors start. Connects (starting or replacing the daemon where needed), then only copies bytes.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "clients/cli/app.hpp"
#include "rpc/pump.hpp"

namespace restante::cli {
namespace {

/// Whether a message of this method is in the text. Within a JSON string its quotes would be escaped.
bool says(std::string_view text, std::string_view method) {
    constexpr std::string_view key = "\"method\"";
    const auto value = fmt::format("\"{}\"", method);
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        const auto begin = text.find_first_not_of(" \t\r\n:", at + key.size());
        if (begin != std::string_view::npos && text.substr(begin).starts_with(value)) return true;
    }
    return false;
}

int lsp(App& app) {
    ::signal(SIGPIPE, SIG_IGN);
    if (!app.paths()) return app.fail(app.paths().error());
    auto socket = connect_daemon(*app.paths());
    if (!socket) {
        app.fail(socket.error());
        return status::no_daemon;
    }
    const auto result = rpc::pump(STDIN_FILENO, STDOUT_FILENO, socket->get());
    // After `exit` the daemon may close first; editors report anything but 0 to their user. LSP wants 1 for
    // an `exit` without `shutdown`.
    if (says(result.last_input, "exit"))
        return says(result.last_input, "shutdown") ? status::done : status::failed;
    return rpc::exit_status(result);
}

}  // namespace

void add_lsp(CLI::App& parser, App& app) {
    parser.add_subcommand("lsp", "Speak LSP on standard input and output, for editors")->callback([&app] {
        app.set_work(lsp);
    });
}

}  // namespace restante::cli
