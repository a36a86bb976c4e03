// restante: the command line.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "base/id.hpp"
#include "base/printable.hpp"
#include "base/system.hpp"
#include "base/utf8.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/unknown_command.hpp"

namespace {

/// A script that got half of a list must not take it for the whole.
int printed(int status) {
    errno = 0;
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return status;
    std::cerr << "restante: standard output cannot be written"
              << (errno != 0 ? std::string(": ") + std::strerror(errno) : std::string()) << "\n";
    if (status != restante::cli::status::done) return status;
    std::cerr << "hint: the command itself did what it should; only its output is incomplete\n";
    return restante::cli::status::failed;
}

/// What is sent to the daemon is JSON, which has no other characters. 0 when all are fine.
int first_not_utf8(int argc, char** argv) {
    for (int i = 1; i < argc; ++i)
        if (!restante::utf8::is_valid(argv[i])) return i;
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    // A reader that has seen enough ends this program, as is usual, also where it was started with the signal
    // ignored.
    std::signal(SIGPIPE, SIG_DFL);
    if (const int wrong = first_not_utf8(argc, argv); wrong != 0) {
        std::cerr << "restante: argument " << wrong
                  << " is not UTF-8: " << restante::printable(restante::utf8::replace_invalid(argv[wrong]))
                  << "\n";
        return restante::cli::status::usage;
    }
    CLI::App parser{"Conversations in the code they are about, quiet until you call for them.", "restante"};
    restante::SystemClock clock;
    restante::SystemIdSource ids;
    restante::cli::App app(
        [&] { return restante::to_text(restante::make_id<restante::OpId>(ids, clock.now_ms())); });
    parser.set_version_flag("-V,--version", std::string("restante ") + RESTANTE_VERSION);
    parser.add_flag("--json", app.json, "print the answer as one line of JSON");
    parser.failure_message([](const CLI::App* command, const CLI::Error& error) {
        std::string path = command->get_name();
        for (auto within = command->get_subcommands(); !within.empty(); within = command->get_subcommands()) {
            command = within.front();
            path += " " + command->get_name();
        }
        return fmt::format("restante: {}\nhint: {} --help\n", restante::printable(error.what()), path);
    });
    const std::vector<std::string> words(argv + std::min(1, argc), argv + argc);
    parser.require_subcommand(1);
    parser.fallthrough();  // so that --json may come last
    parser.footer(
        "Exit status: 0 done; 1 failed; 2 wrong usage; 3 not found; 4 refused (not allowed, or already so);\n"
        "5 the hub was not reached, wants a login or refused something (what was written is kept); 6 no "
        "daemon.\n"
        "--json, before or after any command, prints the answer as one line of JSON; errors are words on\n"
        "standard error. An id may be given as any ending of it of four characters or more. See "
        "restante(1).");
    restante::cli::add_commands(parser, app);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (const auto unknown = restante::cli::unknown_command(parser, words);
            unknown && error.get_exit_code() != 0) {
            std::cerr << "restante: " << *unknown << "\nhint: restante --help\n";
            return restante::cli::status::usage;
        }
        const int status = parser.exit(error);
        return printed(status == 0 ? restante::cli::status::done : restante::cli::status::usage);
    }
    return printed(app.run());
}
