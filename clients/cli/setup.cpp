// init, identity, status.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::cli {
namespace {

struct Options {
    std::string folder = ".";
    std::string space;
    std::string hub;
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

int identity(App& app, const Options& options) {
    auto name = options.name;
    if (name.empty()) {
        auto answer = app.call(protocol::method::status, protocol::StatusParams{});
        if (!answer) return app.fail(answer.error());
        auto result = protocol::read<protocol::StatusResult>(*answer);
        if (!result) return app.fail(result.error());
        if (!options.email.empty()) {
            name = result->user.name;  // the address alone is to change
        } else {
            if (app.json)
                app.print_json(boost::json::parse(protocol::to_json(result->user)));
            else
                std::cout << printable(result->user.name)
                          << (result->user.email.empty() ? "" : " <" + printable(result->user.email) + ">")
                          << "\n";
            return status::done;
        }
    }
    protocol::IdentityParams params;
    params.name = name;
    if (!options.email.empty()) params.email = options.email;
    auto answer = app.call(protocol::method::identity, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) app.print_json(*answer);
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
    std::cout << "you: " << printable(result->user.name)
              << (result->user.email.empty() ? "" : " <" + printable(result->user.email) + ">") << "\n";
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

    auto* who = parser.add_subcommand("identity", "Show or set the name that others see");
    who->add_option("--name", options->name, "your name");
    who->add_option("--email", options->email, "your address");
    on_parse(who, app, options, identity);

    parser.add_subcommand("status", "How things stand: spaces, hubs, what is not sent yet")->callback([&app] {
        app.set_work(show_status);
    });
}

}  // namespace restante::cli
