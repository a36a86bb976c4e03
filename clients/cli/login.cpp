// login, logout.
#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <set>

#include "base/unique_fd.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::cli {
namespace {

struct LoginOptions {
    std::string hub;
    std::string ca_file;
    bool yes = false;
    std::uint32_t timeout_s = 20;
};

/// Asks without echo; the token is never an argument, where every user of the machine could read it.
Result<std::string> read_token(const std::string& hub) {
    if (const char* token = std::getenv("RESTANTE_TOKEN"); token != nullptr && *token != '\0')
        return std::string(token);
    const bool terminal = ::isatty(STDIN_FILENO) == 1;
    termios before{};
    if (terminal) {
        std::cerr << "Token for " << hub << ": " << std::flush;
        ::tcgetattr(STDIN_FILENO, &before);
        auto quiet = before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    std::string line;
    std::getline(std::cin, line);
    if (terminal) {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        std::cerr << "\n";
    }
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    if (line.empty())
        return tl::unexpected(Error{Errc::invalid_argument, "no token was given",
                                    "type it, pipe it in, or set RESTANTE_TOKEN; it is never an argument"});
    return line;
}

/// A hub that was not named, and where its name comes from.
struct Suggestion {
    std::string hub;
    std::string from;
};

/// What this repository names, else the only hub that is known here.
Result<Suggestion> suggested_hub(App& app) {
    auto answer = app.call(protocol::method::status, about_here());
    if (!answer) return tl::unexpected(std::move(answer).error());
    auto result = protocol::read<protocol::StatusResult>(*answer);
    if (!result) return tl::unexpected(std::move(result).error());
    if (result->here && result->here->hub) return Suggestion{*result->here->hub, "this repository names it"};
    std::set<std::string> known;
    for (const auto& space : result->spaces)
        if (space.hub) known.insert(*space.hub);
    if (known.size() == 1) return Suggestion{*known.begin(), "it is the only one known here"};
    if (known.empty())
        return tl::unexpected(Error{Errc::invalid_argument, "no hub is named here, and none is known",
                                    "name it: restante login https://hub.example.org"});
    std::string all;
    for (const auto& hub : known)
        all += (all.empty() ? "" : ", ") + hub;
    return tl::unexpected(
        Error{Errc::invalid_argument, "several hubs are known: " + all, "name one: restante login HUB"});
}

/// A repository may name any host, so whose it is has to be looked at by a person before a token goes there.
Result<std::string> confirmed_hub(App& app, const LoginOptions& options) {
    if (!options.hub.empty()) return options.hub;
    auto suggestion = suggested_hub(app);
    if (!suggestion) return tl::unexpected(std::move(suggestion).error());
    const auto& hub = suggestion->hub;
    if (options.yes) return hub;
    if (::isatty(STDIN_FILENO) == 0)
        return tl::unexpected(
            Error{Errc::invalid_argument,
                  fmt::format("the hub would be {} ({}), but nobody can be asked", hub, suggestion->from),
                  fmt::format("restante login {}, or --yes", hub)});
    std::cerr << "Log in to " << hub << " (" << suggestion->from << ")? [y/N] " << std::flush;
    std::string line;
    std::getline(std::cin, line);
    if (line == "y" || line == "Y" || line == "yes") return hub;
    return tl::unexpected(Error{Errc::cancelled, "not logged in", "restante login HUB, to name another"});
}

/// Before anybody types a token: that a file is not there is no fault of the hub's certificate.
Result<void> check_ca_file(const std::string& path) {
    if (path.empty()) return {};
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    struct stat status {};
    std::string why;
    if (!fd || ::fstat(fd.get(), &status) != 0)
        why = std::strerror(errno);
    else if (S_ISDIR(status.st_mode))
        why = std::strerror(EISDIR);
    if (why.empty()) return {};
    return tl::unexpected(Error{Errc::invalid_argument,
                                fmt::format("--ca-file: {} cannot be read: {}", path, why),
                                "name the PEM file of the authority that signed the hub's certificate"});
}

int login(App& app, const LoginOptions& options) {
    if (auto there = check_ca_file(options.ca_file); !there) return app.fail(there.error());
    auto hub = confirmed_hub(app, options);
    if (!hub) return app.fail(hub.error());
    auto token = read_token(*hub);
    if (!token) return app.fail(token.error());
    protocol::LoginParams params;
    params.hub = *hub;
    params.token = *token;
    if (!options.ca_file.empty()) params.ca_file = absolute_path(options.ca_file);
    params.timeout_ms = options.timeout_s * 1000;
    auto answer = app.call(protocol::method::login, params, std::chrono::seconds(options.timeout_s + 5));
    if (!answer) {
        const int code = app.fail(answer.error());
        // What else fails is the hub, whatever it answered with.
        const bool here = app.daemon_failed() || answer.error().code == Errc::io;
        return !here && code == status::failed ? status::not_synced : code;
    }
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::LoginResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << "logged in to " << result->hub << " as " << printable(result->user) << "\n";
    const auto known = app.ask<protocol::StatusResult>(protocol::method::status, about_here());
    const bool is_named = !known || std::ranges::any_of(known->spaces, [&](const auto& space) {
        return space.hub == result->hub;
    });
    std::cerr << (is_named
                      ? "hint: what the hub has is fetched now; restante status says how far it is\n"
                      : "hint: no space names this hub yet: restante init --hub in a repository does, or a "
                        "clone whose .restante.json names it\n");
    return status::done;
}

int logout(App& app, const LoginOptions& options) {
    protocol::LogoutParams params;
    params.hub = options.hub;
    auto answer = app.call(protocol::method::logout, params);
    if (!answer) return app.fail(answer.error());
    std::cout << "the token for " << options.hub << " is forgotten; everything stays readable\n";
    return status::done;
}

}  // namespace

void add_login(CLI::App& parser, App& app) {
    auto options = std::make_shared<LoginOptions>();
    auto* enter =
        parser.add_subcommand("login", "Give this machine a hub's token (typed, piped or in RESTANTE_TOKEN)");
    enter->add_option(
        "hub", options->hub,
        "https://hub.example.org; default: the one this repository names, else the only one known");
    enter->add_flag("-y,--yes", options->yes, "do not ask whether that default is right");
    enter->add_option("--timeout", options->timeout_s, "seconds that the hub may take to answer")
        ->check(CLI::Range(1, 600))
        ->capture_default_str();
    enter->add_option("--ca-file", options->ca_file,
                      "PEM file of the authority that signed the hub's certificate");
    enter->callback([&app, options] { app.set_work([options](App& a) { return login(a, *options); }); });

    auto* leave = parser.add_subcommand("logout", "Forget a hub's token");
    leave->add_option("hub", options->hub, "the hub")->required();
    leave->callback([&app, options] { app.set_work([options](App& a) { return logout(a, *options); }); });
}

}  // namespace restante::cli
