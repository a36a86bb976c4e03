// init, login, logout, identity, status, doctor.
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::cli {
namespace {

struct Options {
    std::string folder = ".";
    std::string space;
    std::string hub;
    std::string ca_file;
    std::string name;
    std::string email;
};

int init(App& app, const Options& options) {
    protocol::InitParams params;
    params.root = absolute_path(options.folder);
    if (!options.space.empty()) params.space = options.space;
    if (!options.hub.empty()) params.hub = options.hub;
    auto answer = app.call(protocol::method::init, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::InitResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << (result->created ? "made " : "already there: ") << result->file << "\nspace "
              << result->space << "\n";
    if (result->created) std::cerr << "hint: commit it, so that a clone is part of the space\n";
    return status::done;
}

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

/// The hub that this repository proposes, when none is named.
std::string proposed_hub(App& app) {
    protocol::ThreadsParams here;
    here.root = current_folder();
    here.limit = 1;
    (void)app.call(protocol::method::threads, here);  // so that this repository's space is among them
    auto answer = app.call(protocol::method::status, protocol::StatusParams{});
    if (!answer) return {};
    auto result = protocol::read<protocol::StatusResult>(*answer);
    if (!result) return {};
    std::string hub;
    for (const auto& space : result->spaces) {
        if (space.phase != protocol::SyncPhase::needs_login || !space.hub) continue;
        if (!hub.empty() && hub != *space.hub) return {};
        hub = *space.hub;
    }
    return hub;
}

int login(App& app, const Options& options) {
    const auto hub = options.hub.empty() ? proposed_hub(app) : options.hub;
    if (hub.empty())
        return app.fail({Errc::invalid_argument, "which hub?", "restante login https://hub.example.org"});
    auto token = read_token(hub);
    if (!token) return app.fail(token.error());
    protocol::LoginParams params;
    params.hub = hub;
    params.token = *token;
    if (!options.ca_file.empty()) params.ca_file = absolute_path(options.ca_file);
    auto answer = app.call(protocol::method::login, params);
    if (!answer) {
        const int code = app.fail(answer.error());
        return answer.error().code == Errc::unavailable && code == status::failed ? status::not_synced : code;
    }
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::LoginResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << "logged in to " << result->hub << " as " << printable(result->user) << "\n";
    return status::done;
}

int logout(App& app, const Options& options) {
    protocol::LogoutParams params;
    params.hub = options.hub;
    auto answer = app.call(protocol::method::logout, params);
    if (!answer) return app.fail(answer.error());
    std::cout << "the token for " << options.hub << " is forgotten; everything stays readable\n";
    return status::done;
}

int identity(App& app, const Options& options) {
    if (options.name.empty()) {
        auto answer = app.call(protocol::method::status, protocol::StatusParams{});
        if (!answer) return app.fail(answer.error());
        auto result = protocol::read<protocol::StatusResult>(*answer);
        if (!result) return app.fail(result.error());
        if (app.json) {
            app.print_json(boost::json::parse(protocol::to_json(result->user)));
            return status::done;
        }
        std::cout << printable(result->user.name)
                  << (result->user.email.empty() ? "" : " <" + printable(result->user.email) + ">") << "\n";
        return status::done;
    }
    protocol::IdentityParams params;
    params.name = options.name;
    if (!options.email.empty()) params.email = options.email;
    auto answer = app.call(protocol::method::identity, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) app.print_json(*answer);
    return status::done;
}

int show_status(App& app) {
    protocol::ThreadsParams here;
    here.root = current_folder();
    here.limit = 1;
    (void)app.call(protocol::method::threads, here);  // so that this repository's space is among them
    auto answer = app.call(protocol::method::status, protocol::StatusParams{});
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    auto result = protocol::read<protocol::StatusResult>(*answer);
    if (!result) return app.fail(result.error());
    std::cout << "you: " << printable(result->user.name)
              << (result->user.email.empty() ? "" : " <" + printable(result->user.email) + ">") << "\n";
    for (const auto& space : result->spaces) {
        std::cout << space.space << ": " << space.open << " open of " << space.threads << " threads";
        if (space.hub) std::cout << ", hub " << *space.hub;
        std::cout << "\n    " << printable(space.text) << "\n";
        if (space.hub && space.pending > 0) std::cout << "    " << space.pending << " not sent yet\n";
        if (space.rejected > 0)
            std::cout << "    " << space.rejected << " refused by the hub: restante outbox\n";
    }
    if (result->drafts > 0)
        std::cout << result->drafts << " unsent draft" << (result->drafts == 1 ? "" : "s") << "\n";
    std::cout << "daemon " << result->version << ", process " << result->pid << ", " << result->sessions
              << " connection" << (result->sessions == 1 ? "" : "s") << "\n";
    return status::done;
}

int doctor(App& app) {
    protocol::DoctorParams params;
    params.root = current_folder();
    auto answer = app.call(protocol::method::doctor, params, std::chrono::minutes(10));
    if (!answer) return app.fail(answer.error());
    auto result = protocol::read<protocol::DoctorResult>(*answer);
    if (!result) return app.fail(result.error());
    bool failed = false;
    for (const auto& check : result->checks) {
        failed = failed || check.level == protocol::CheckLevel::failed;
        if (app.json) continue;
        std::cout << fmt::format("{:8} {}: {}\n", std::string(to_string(check.level)), check.name,
                                 printable(check.text));
        if (check.hint) std::cout << "         hint: " << *check.hint << "\n";
    }
    if (app.json) app.print_json(*answer);
    return failed ? status::failed : status::done;
}

template <class Run>
void on_parse(CLI::App* command, App& app, const std::shared_ptr<Options>& options, Run run) {
    command->callback(
        [&app, options, run] { app.set_work([options, run](App& a) { return run(a, *options); }); });
}

}  // namespace

void add_setup(CLI::App& parser, App& app) {
    auto options = std::make_shared<Options>();
    auto* begin =
        parser.add_subcommand("init", "Make this repository part of a space (writes .restante.json)");
    begin->add_option("folder", options->folder, "a folder in the repository")->capture_default_str();
    begin->add_option("--space", options->space, "join this space; default: a new one");
    begin->add_option("--hub", options->hub, "the hub to propose to everybody who clones");
    on_parse(begin, app, options, init);

    auto* enter =
        parser.add_subcommand("login", "Give this machine a hub's token (typed, piped or in RESTANTE_TOKEN)");
    enter->add_option("hub", options->hub,
                      "https://hub.example.org; default: the one this repository proposes");
    enter->add_option("--ca-file", options->ca_file,
                      "PEM file of the authority that signed the hub's certificate");
    on_parse(enter, app, options, login);

    auto* leave = parser.add_subcommand("logout", "Forget a hub's token");
    leave->add_option("hub", options->hub, "the hub")->required();
    on_parse(leave, app, options, logout);

    auto* who = parser.add_subcommand("identity", "Show or set the name that others see");
    who->add_option("--name", options->name, "your name");
    who->add_option("--email", options->email, "your address");
    on_parse(who, app, options, identity);

    parser.add_subcommand("status", "How things stand: spaces, hubs, what is not sent yet")->callback([&app] {
        app.set_work(show_status);
    });
    parser.add_subcommand("doctor", "Check the installation, and say what to do")->callback([&app] {
        app.set_work(doctor);
    });
}

}  // namespace restante::cli
