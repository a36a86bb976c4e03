// restanted: the daemon's program. Makes the real clock and ids, takes the lock, listens, runs the loop.
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "base/instance_lock.hpp"
#include "base/system.hpp"
#include "daemon/checks.hpp"
#include "daemon/daemon.hpp"
#include "daemon/files.hpp"
#include "rpc/local_server.hpp"

namespace restante::daemon {
namespace {

// Exit statuses, named in --help.
constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_running = 3;

/// Tells whoever started us: one line, "ready" or what went wrong.
void tell(int ready_fd, const std::string& line) {
    if (ready_fd < 0) return;
    const auto text = line + "\n";
    (void)!::write(ready_fd, text.data(), text.size());
    ::close(ready_fd);
}

int failed(int ready_fd, const Error& error) {
    std::cerr << "restanted: " << to_string(error) << "\n";
    tell(ready_fd, "error " + to_string(error));
    return error.code == Errc::already_exists ? exit_running : exit_failed;
}

Result<LoadedConfig> load_config(const Paths& paths) {
    auto text = read_file(paths.config_file(), 1 << 20);
    if (!text) {
        if (text.error().code == Errc::not_found) return LoadedConfig{};
        return tl::unexpected(std::move(text).error());
    }
    return parse_config(*text).map_error([&](Error error) {
        error.hint = fmt::format("mend {}, or move it away: it is optional", paths.config_file());
        return error;
    });
}

Result<void> make_home(const Paths& paths) {
    for (const auto* folder : {&paths.config_dir, &paths.data_dir, &paths.state_dir})
        if (auto made = make_folders(*folder, 0700); !made) return made;
    return rpc::prepare_private_folder(paths.runtime_dir);
}

/// For `restante doctor` when no daemon answers: the checks as one line of JSON.
int check() {
    protocol::DoctorResult result;
    result.checks = check_without_daemon(paths_from([](const char* name) { return std::getenv(name); }));
    std::cout << protocol::to_json(result) << "\n";
    const bool failed = std::any_of(result.checks.begin(), result.checks.end(), [](const auto& one) {
        return one.level == protocol::CheckLevel::failed;
    });
    return failed ? exit_failed : exit_ok;
}

/// The lock in the runtime folder keeps daemons of one runtime folder apart; one that cron or sudo started
/// has another. Two on one database would each tell their editors only half of what is written.
Result<InstanceLock> lock_database(const Paths& paths, bool stdio) {
    const auto path = paths.database_lock_file();
    auto lock = InstanceLock::acquire(path, "daemon", stdio ? std::string_view() : paths.socket());
    if (lock || lock.error().code != Errc::already_exists) return lock;
    const auto holder = InstanceLock::last_holder(path);
    if (!holder) return lock;
    const auto runtime = holder->note.ends_with("/restante/socket")
                             ? holder->note.substr(0, holder->note.size() - std::strlen("/restante/socket"))
                             : std::string();
    auto hint = fmt::format("stop it: kill {}", holder->pid);
    if (!runtime.empty())
        hint = fmt::format("set XDG_RUNTIME_DIR={} to use that one, or {}", runtime, hint);
    else if (!holder->note.empty())
        hint = "unset XDG_RUNTIME_DIR to use that one, or " + hint;
    return tl::unexpected(
        Error{Errc::already_exists,
              fmt::format("another daemon is running with this database: process {} has {} and {}",
                          holder->pid, paths.database(),
                          holder->note.empty() ? "serves one program on standard input and output"
                                               : "listens at " + holder->note),
              std::move(hint)});
}

int run(bool stdio, int ready_fd) {
    ::umask(077);
    ::signal(SIGXFSZ, SIG_IGN);  // a bound on file sizes is an error of the write, not the end of the daemon
    auto paths = paths_from([](const char* name) { return std::getenv(name); });
    if (!paths) return failed(ready_fd, paths.error());
    if (auto made = make_home(*paths); !made) return failed(ready_fd, made.error());
    auto config = load_config(*paths);
    if (!config) return failed(ready_fd, config.error());
    auto lock = InstanceLock::acquire(paths->lock_file(), "daemon");
    if (!lock) return failed(ready_fd, lock.error());
    auto database_lock = lock_database(*paths, stdio);
    if (!database_lock) return failed(ready_fd, database_lock.error());
    Log log(paths->log_file(), config->config);
    log.info("daemon.start", fmt::format("version {}, process {}", RESTANTE_VERSION, ::getpid()));
    if (const auto problem = log.problem())
        std::cerr << "restanted: " << to_string(*problem) << "; running without a log until that is mended\n";
    for (const auto& warning : config->warnings)
        log.warning("config", warning);

    SystemClock clock;
    SystemIdSource ids;
    rpc::Loop loop;
    auto daemon = Daemon::create(loop, clock, ids, log, {*paths, config->config, [&loop] { loop.stop(); }});
    if (!daemon) {
        log.error("daemon.start", to_string(daemon.error()));
        return failed(ready_fd, daemon.error());
    }
    rpc::PeerOptions options;
    options.log = [&log](std::string_view line) { log.warning("rpc", line); };
    std::optional<rpc::LocalServer> server;
    if (stdio) {
        auto peer = rpc::Peer::over_descriptors(loop, STDIN_FILENO, STDOUT_FILENO, options);
        if (!peer) return failed(ready_fd, peer.error());
        (*daemon)->accept(std::move(*peer));
        (*daemon)->finish_with_last_session();
    } else {
        auto listening = rpc::LocalServer::listen(
            loop, paths->socket(), rpc::StaleSocket::remove,
            [&](UniqueFd socket) {
                (*daemon)->accept(rpc::Peer::over_socket(loop, std::move(socket), options));
            },
            options.log);
        if (!listening) return failed(ready_fd, listening.error());
        server.emplace(std::move(*listening));
    }
    loop.on_signal({SIGTERM, SIGINT, SIGHUP}, [&](int) { (*daemon)->drain(); });
    log.info("daemon.ready", stdio ? "standard input and output" : paths->socket());
    tell(ready_fd, "ready");
    loop.run();
    const bool bare_exit = (*daemon)->ended_by_bare_exit();
    const auto broken_input = (*daemon)->ended_by_broken_input();
    if (!broken_input.empty())
        std::cerr << "restanted: standard input cannot be read on: " << broken_input
                  << "\nhint: messages are framed as LSP frames them; what was answered before is kept\n";
    server.reset();
    daemon->reset();
    log.info("daemon.end", "");
    return bare_exit || !broken_input.empty() ? exit_failed : exit_ok;
}

}  // namespace
}  // namespace restante::daemon

int main(int argc, char** argv) {
    CLI::App app{
        "The daemon behind restante and the editors' plugins: one per user, started when it is needed.\n"
        "Files: config.json and credentials.json in $XDG_CONFIG_HOME/restante, the database in\n"
        "$XDG_DATA_HOME/restante, the log in $XDG_STATE_HOME/restante, the socket in "
        "$XDG_RUNTIME_DIR/restante.\n"
        "Exit status: 0 ended as asked, 1 could not start (or --stdio ended by exit without\n"
        "shutdown, or by input that is no message), 2 wrong usage, 3 another daemon is running.",
        "restanted"};
    bool stdio = false;
    bool check = false;
    int ready_fd = -1;
    app.add_flag("--check", check, "look at what a start needs, print it as JSON, change nothing, and end");
    app.add_flag("--stdio", stdio, "serve one session on standard input and output, then end");
    app.add_option("--ready-fd", ready_fd, "write a line to this descriptor when listening")->group("");
    app.set_version_flag("-V,--version", std::string("restanted ") + RESTANTE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = app.exit(error);
        return status == 0 ? 0 : 2;
    }
    if (check) return restante::daemon::check();
    return restante::daemon::run(stdio, ready_fd);
}
