// restante: the command line.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "clients/cli/app.hpp"

int main(int argc, char** argv) {
    CLI::App parser{"Conversations in the code they are about, quiet until you call for them.", "restante"};
    restante::cli::App app;
    parser.set_version_flag("--version", std::string("restante ") + RESTANTE_VERSION);
    parser.add_flag("--json", app.json, "print the answer as one line of JSON");
    parser.require_subcommand(1);
    parser.fallthrough();  // so that --json may come last
    parser.footer(
        "Exit status: 0 done; 1 failed; 2 wrong usage; 3 not found; 4 refused (not allowed, or already so);\n"
        "5 the hub was not reached or wants a login (what was written is kept); 6 no daemon.\n"
        "An id may be given as any ending of it of four characters or more. See restante(1).");
    restante::cli::add_reading(parser, app);
    restante::cli::add_writing(parser, app);
    restante::cli::add_setup(parser, app);
    restante::cli::add_sync(parser, app);
    restante::cli::add_lsp(parser, app);
    restante::cli::add_completions(parser, app);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = parser.exit(error);
        return status == 0 ? restante::cli::status::done : restante::cli::status::usage;
    }
    return app.run();
}
