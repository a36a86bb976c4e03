#include "bench/sandbox.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace restante::bench {
namespace {

/// The user's own git configuration (hooks, signing, monitors) is no part of what is measured.
const std::vector<std::string>& git_environment() {
    static const std::vector<std::string> environment{
        "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_AUTHOR_DATE=1700000000 +0000",
        "GIT_COMMITTER_DATE=1700000000 +0000"};
    return environment;
}

void git(const std::string& root, std::vector<std::string> arguments) {
    std::vector<std::string> argv{"git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    (void)run_and_read({.argv = argv, .environment = git_environment(), .cwd = root});
}

std::string made_folder(const std::string& in) {
    auto pattern = in + "/restante-bench-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) must_call(-1, pattern);
    return pattern;
}

}  // namespace

Scratch::Scratch(const std::string& in) : path_(made_folder(in)) {}

Scratch::~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Home::Home(std::string folder)
    : folder_(std::move(folder)), runtime_(std::filesystem::temp_directory_path().string()) {
    std::filesystem::create_directories(folder_ + "/config/restante");
    std::filesystem::create_directories(folder_ + "/data/restante");
    // The log of a run is read when something is wrong with it; a bound keeps a hundred runs small.
    write_file(folder_ + "/config/restante/config.json", R"({"idleExitMinutes": 0, "logFiles": 1})");
}

std::vector<std::string> Home::environment() const {
    auto environment = git_environment();
    for (const auto* entry : {"CONFIG", "DATA", "STATE"}) {
        std::string name(entry);
        std::string lower;
        for (const char c : name)
            lower += static_cast<char>(c + ('a' - 'A'));
        environment.push_back(fmt::format("XDG_{}_HOME={}/{}", name, folder_, lower));
    }
    environment.push_back("XDG_RUNTIME_DIR=" + runtime_.path());
    return environment;
}

void Home::set_token(const std::string& hub, const std::string& token) const {
    const auto path = folder_ + "/config/restante/credentials.json";
    write_file(path, fmt::format(R"({{"hubs":{{{}:{{"token":{},"user":"bench"}}}}}})", json_text(hub),
                                 json_text(token)));
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

Daemon::Daemon(const Programs& programs, const Home& home) : socket_(home.socket()) {
    auto ready = make_pipe();
    process_ = Process::spawn({.argv = {programs.daemon(), "--ready-fd", "3"},
                               .environment = home.environment(),
                               .three = ready.writing.get()});
    ready.writing.reset();
    const auto line = read_line(ready.reading.get(), programs.daemon());
    if (line != "ready") throw CannotRun(line);
}

Hub::Hub(const Programs& programs, const std::string& database) {
    auto out = make_pipe();
    process_ = Process::spawn({.argv = {programs.hub(), "--db", database, "serve", "--listen", "127.0.0.1:0"},
                               .out = out.writing.get()});
    out.writing.reset();
    const auto line = read_line(out.reading.get(), programs.hub());
    url_ = line.substr(line.find("http"));
}

std::uint16_t Hub::port() const {
    return static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1)));
}

void Hub::add_user(const Programs& programs, const std::string& database, const std::string& name) {
    (void)run_and_read({.argv = {programs.hub(), "--db", database, "user", "add", name}});
}

std::string Hub::make_token(const Programs& programs, const std::string& database, const std::string& user) {
    auto out = run_and_read({.argv = {programs.hub(), "--db", database, "token", "create", "--user", user}});
    return out.substr(out.find_last_of('\n') + 1);
}

void write_file(const std::string& path, std::string_view text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) throw CannotRun(path + " cannot be written");
}

std::string uri_of(const std::string& path) {
    return "file://" + path;
}

void make_repository(const std::string& root, const std::vector<std::pair<std::string, std::string>>& files,
                     const std::string& space, const std::optional<std::string>& hub) {
    std::filesystem::create_directories(root);
    for (const auto& [path, text] : files)
        write_file(root + "/" + path, text);
    write_file(root + "/.restante.json",
               fmt::format(R"({{"space":{},"repository":"bench-repository"{}}})", json_text(space),
                           hub ? ",\"hub\":" + json_text(*hub) : ""));
    git(root, {"init", "-q", "-b", "main"});
    git(root, {"add", "-A"});
    git(root, {"commit", "-q", "-m", "Everything"});
}

}  // namespace restante::bench
