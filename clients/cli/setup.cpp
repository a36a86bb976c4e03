// init, identity, status.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "base/printable.hpp"
#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::cli {
namespace {

struct SetupOptions {
    std::string folder = ".";
    std::string space;
    std::string hub;
    std::optional<std::string> name;
    std::optional<std::string> email;
};

int init(App& app, const SetupOptions& options) {
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

std::string user_line(const protocol::UserStatus& user) {
    return printable(user.name) + (user.email.empty() ? "" : " <" + printable(user.email) + ">");
}

/// What others will see must be there, and be what it looks like.
Result<void> check_shown(const char* option, const std::optional<std::string>& text) {
    if (!text || is_plain_line(*text)) return {};
    return tl::unexpected(
        Error{Errc::invalid_argument,
              fmt::format("{}: control characters and marks of direction are refused", option),
              "type it, rather than paste it"});
}

int identity(App& app, const SetupOptions& options) {
    if (options.name && options.name->find_first_not_of(" \t") == std::string::npos)
        return app.fail({Errc::invalid_argument, "--name: an empty name tells nobody who you are",
                         "restante identity --name 'Ada Lovelace'"});
    if (auto good = check_shown("--name", options.name); !good) return app.fail(good.error());
    if (auto good = check_shown("--email", options.email); !good) return app.fail(good.error());
    protocol::UserStatus user;
    if (!options.name) {
        auto result = app.ask<protocol::StatusResult>(protocol::method::status, protocol::StatusParams{});
        if (!result) return app.fail(result.error());
        user = std::move(result->user);
    }
    if (options.name || options.email) {
        protocol::IdentityParams params;
        params.name = options.name.value_or(user.name);
        params.email = options.email;
        auto changed = app.ask<protocol::UserStatus>(protocol::method::identity, params);
        if (!changed) return app.fail(changed.error());
        user = std::move(*changed);
    }
    if (app.json)
        app.print_json(boost::json::parse(protocol::to_json(user)));
    else
        std::cout << user_line(user) << "\n";
    return status::done;
}

double mebibytes(std::int64_t bytes) {
    return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

int show_status(App& app) {
    auto answer = app.call(protocol::method::status, about_here());
    if (!answer) return app.fail(answer.error());
    auto result = protocol::read<protocol::StatusResult>(*answer);
    if (!result) return app.fail(result.error());
    if (app.json) {
        app.print_json(*answer);
        return tell_damage(result->damage) ? status::failed : status::done;
    }
    std::cout << "you: " << user_line(result->user) << "\n";
    if (result->here && result->here->problem)
        std::cout << "here: " << printable(*result->here->problem) << "\n";
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
    std::cout << fmt::format("histories: {:.1f} MiB kept, of at most {:.0f}\n",
                             mebibytes(result->history_bytes), mebibytes(result->history_bytes_max));
    return tell_damage(result->damage) ? status::failed : status::done;
}

template <class Run>
void on_parse(CLI::App* command, App& app, const std::shared_ptr<SetupOptions>& options, Run run) {
    command->callback(
        [&app, options, run] { app.set_work([options, run](App& a) { return run(a, *options); }); });
}

}  // namespace

void add_setup(CLI::App& parser, App& app) {
    auto options = std::make_shared<SetupOptions>();
    auto* begin =
        parser.add_subcommand("init", "Make this repository part of a space (writes .restante.json)");
    begin->add_option("folder", options->folder, "a folder in the repository")->capture_default_str();
    begin->add_option("--space", options->space, "join this space; default: a new one");
    begin->add_option("--hub", options->hub, "the hub to propose to everybody who clones");
    on_parse(begin, app, options, init);

    auto* who = parser.add_subcommand("identity", "Show or set the name that others see");
    // Not into an optional at once: the parser takes an empty value for none.
    who->add_option_function<std::string>(
        "--name", [options](const std::string& name) { options->name = name; }, "your name");
    who->add_option_function<std::string>(
        "--email", [options](const std::string& email) { options->email = email; }, "your address");
    on_parse(who, app, options, identity);

    parser.add_subcommand("status", "How things stand: spaces, hubs, what is not sent yet")->callback([&app] {
        app.set_work(show_status);
    });
}

}  // namespace restante::cli
