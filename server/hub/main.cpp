// restante-hub: the command line, the real clock, and signals.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/system.hpp"
#include "hub/commands.hpp"
#include "hub/hub.hpp"

namespace {

using namespace restante;
using hub::Exit;

struct ServeArguments {
    hub::HubOptions options;
    std::string listen = "127.0.0.1:8777";
    std::string log_file;
};

/// Blocked before any thread starts, so that only wait_for_stop() sees them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    return signals;
}

Exit serve(ServeArguments arguments, Clock& clock, IdSource& ids) {
    const auto signals = block_stop_signals();
    auto address = hub::parse_listen(arguments.listen);
    if (!address) return hub::report(address.error());
    arguments.options.address = address->address;
    arguments.options.port = address->port;

    auto sink = hub::stderr_sink();
    if (!arguments.log_file.empty()) {
        auto file = hub::file_sink(arguments.log_file);
        if (!file) return hub::report(file.error());
        sink = std::move(*file);
    }
    hub::Log log(clock, std::move(sink));
    auto running = hub::Hub::start(arguments.options, clock, ids, log);
    if (!running) return hub::report(running.error());
    fmt::print("listening on {}\n", (*running)->url());
    std::fflush(stdout);

    int signal = 0;
    sigwait(&signals, &signal);
    (*running)->stop();
    return Exit::ok;
}

void add_serve(CLI::App& app, ServeArguments& arguments) {
    auto* serve = app.add_subcommand("serve", "Serve the hub until SIGTERM or SIGINT");
    serve
        ->add_option("--listen", arguments.listen,
                     "Where to listen; port 0 takes any that is free, and is printed")
        ->type_name("ADDRESS:PORT")
        ->capture_default_str();
    auto* cert = serve->add_option("--tls-cert", arguments.options.tls_certificate, "Certificate chain (PEM)")
                     ->type_name("FILE");
    auto* key =
        serve->add_option("--tls-key", arguments.options.tls_key, "Its private key (PEM)")->type_name("FILE");
    cert->needs(key);
    key->needs(cert);
    serve->add_flag(
        "--allow-plain-http", arguments.options.allow_plain_http,
        "Allow HTTP without TLS on an address that is not loopback (something in front does TLS)");
    serve
        ->add_option("--body-limit", arguments.options.limits.body_bytes_max,
                     "Largest request body, unpacked")
        ->type_name("BYTES")
        ->check(CLI::Range(1024, 1 << 30))
        ->capture_default_str();
    serve->add_option("--log-file", arguments.log_file, "Log there (5 files of 10 MiB) rather than to stderr")
        ->type_name("FILE");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"The hub of a team that uses Restante: it keeps the team's ops and hands them on.",
                 "restante-hub"};
    app.set_version_flag("-V,--version", "restante-hub " RESTANTE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    app.footer(
        "Exit codes: 0 done; 1 refused (no such user, name taken, address in use); 2 wrong command line;\n"
        "3 the database cannot be opened or written, or is damaged.\n\n"
        "To begin: restante-hub --db hub.db user add ann; restante-hub --db hub.db token create --user ann;\n"
        "restante-hub --db hub.db serve");

    SystemClock clock;
    SystemIdSource ids;
    hub::CommandContext context{"restante-hub.db", clock, ids};
    app.add_option("--db", context.database,
                   "The hub's database (SQLite); serve and user add make it when there is none")
        ->type_name("PATH")
        ->capture_default_str();

    ServeArguments arguments;
    add_serve(app, arguments);

    std::string name;
    std::string display_name;
    std::vector<std::string> spaces;
    std::string label;
    std::int64_t id = 0;
    auto* user = app.add_subcommand("user", "Who may use the hub")->require_subcommand(1);
    auto* user_add = user->add_subcommand("add", "Add a user");
    user_add->add_option("name", name, "[a-z0-9][a-z0-9._-]*, at most 64 long")->required();
    user_add->add_option("--display-name", display_name, "For people; the name when not given");
    user_add->add_option("--space", spaces, "A space that the user may use (repeat it); all when not given");
    auto* user_list = user->add_subcommand("list", "List users: name, display name, since, spaces");
    auto* user_remove =
        user->add_subcommand("remove", "Remove a user and revoke the user's tokens; ops stay");
    user_remove->add_option("name", name)->required();
    auto* token = app.add_subcommand("token", "What users log in with")->require_subcommand(1);
    auto* token_create = token->add_subcommand("create", "Make a token and print it, this once");
    token_create->add_option("--user", name, "Whose")->required();
    token_create->add_option("--label", label, "To tell it from others, such as the machine it is for");
    auto* token_list = token->add_subcommand("list", "List tokens: number, user, since, label");
    auto* token_revoke = token->add_subcommand("revoke", "Make a token worthless, at once");
    token_revoke->add_option("id", id, "Its number in the list")->required();
    auto* doctor = app.add_subcommand("doctor", "Check the whole database");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : static_cast<int>(Exit::usage);
    }

    auto result = Exit::usage;
    if (app.got_subcommand("serve")) {
        arguments.options.database = context.database;
        result = serve(arguments, clock, ids);
    }
    if (*user_add) result = hub::user_add(context, name, display_name, spaces);
    if (*user_list) result = hub::user_list(context);
    if (*user_remove) result = hub::user_remove(context, name);
    if (*token_create) result = hub::token_create(context, name, label);
    if (*token_list) result = hub::token_list(context);
    if (*token_revoke) result = hub::token_revoke(context, id);
    if (*doctor) result = hub::doctor(context);
    return static_cast<int>(result);
}
