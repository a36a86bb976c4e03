// check_without_daemon: each thing that can keep the daemon from starting, looked at from outside.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/instance_lock.hpp"
#include "base/unique_fd.hpp"
#include "daemon/checks.hpp"
#include "daemon/config.hpp"
#include "daemon/files.hpp"
#include "rpc/local_socket.hpp"
#include "store/database.hpp"
#include "store/left_log.hpp"
#include "store/migrations.hpp"

namespace restante::daemon {
namespace {

using protocol::CheckLevel;

constexpr std::size_t log_bytes_shown = 2048;
constexpr int log_lines_shown = 5;
constexpr std::chrono::milliseconds answer_deadline{1000};

/// `reason`: the errno of not being allowed to.
std::string way_to_write(int reason, const std::string& allow) {
    if (reason != EROFS) return "make it writable for you: " + allow;
    return "it is on a file system that is mounted read-only: mount it writable, "
           "or set the XDG_… variable that names it to a folder elsewhere";
}

std::optional<protocol::Check> not_writable(const std::string& name, const std::string& folder) {
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) == 0) return std::nullopt;
    const int reason = errno;
    return make_check(name, CheckLevel::failed, fmt::format("{}: {}", folder, std::strerror(reason)),
                      way_to_write(reason, "chmod u+rwx " + folder));
}

/// The folder in which this one, or the first that is missing above it, is to be made.
std::string nearest_folder(std::string path) {
    struct stat info {};
    while (path.size() > 1 && ::lstat(path.c_str(), &info) != 0 && errno == ENOENT)
        path.resize(std::max<std::size_t>(path.find_last_of('/'), 1));
    return path;
}

protocol::Check check_folder(const std::string& name, const std::string& path, bool must_be_private) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) {
        if (errno != ENOENT)
            return make_check(name, CheckLevel::failed, fmt::format("{}: {}", path, std::strerror(errno)),
                              "make it a folder that you can enter");
        if (auto refused = not_writable(name, nearest_folder(path))) return std::move(*refused);
        return make_check(name, CheckLevel::ok, path + " is not there yet: made when the daemon starts");
    }
    if (must_be_private && !S_ISDIR(info.st_mode))
        return make_check(name, CheckLevel::failed, path + " is not a folder", "move it away");
    if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
        return make_check(name, CheckLevel::failed, path + " is not a folder", "move it away");
    if (auto refused = not_writable(name, path)) return std::move(*refused);
    if (must_be_private && info.st_uid != ::geteuid())
        return make_check(name, CheckLevel::failed,
                          fmt::format("{} belongs to user {}, not to you", path, info.st_uid),
                          "set XDG_RUNTIME_DIR to a folder of your own");
    if (must_be_private && (info.st_mode & 077U) != 0)
        return make_check(name, CheckLevel::failed,
                          fmt::format("{} can be entered by others (mode {:o})", path, info.st_mode & 0777U),
                          "chmod 700 " + path);
    return make_check(name, CheckLevel::ok, path);
}

protocol::Check check_config(const Paths& paths) {
    const auto path = paths.config_file();
    auto text = read_file(path, 1 << 20);
    if (!text && text.error().code == Errc::not_found)
        return make_check("configuration", CheckLevel::ok, "none: everything is as it comes");
    if (!text)
        return make_check("configuration", CheckLevel::failed, text.error().message, text.error().hint);
    auto config = parse_config(*text);
    if (!config)
        return make_check("configuration", CheckLevel::failed,
                          fmt::format("{}: {}", path, config.error().message),
                          "mend it, or move it away: it is optional");
    std::string warnings;
    for (const auto& warning : config->warnings)
        warnings += (warnings.empty() ? "" : "; ") + warning;
    if (!warnings.empty()) return make_check("configuration", CheckLevel::warning, path + ": " + warnings);
    return make_check("configuration", CheckLevel::ok, path);
}

/// Who holds an flock on this file, as the kernel says; trying the lock could keep a daemon from starting.
std::optional<int> holder_of(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::nullopt;
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number;
        std::string kind;
        std::string mode;
        std::string access;
        std::string file;
        int pid = 0;
        if (!(words >> number >> kind >> mode >> access >> pid >> file) || kind != "FLOCK") continue;
        if (file.substr(file.find_last_of(':') + 1) == std::to_string(info.st_ino)) return pid;
    }
    return std::nullopt;
}

protocol::Check check_lock(const Paths& paths, bool answers) {
    const auto holder = holder_of(paths.lock_file());
    if (!holder) return make_check("lock", CheckLevel::ok, "no daemon holds it");
    std::ifstream file(fmt::format("/proc/{}/comm", *holder));
    std::string name;
    std::getline(file, name);
    const auto text =
        fmt::format("{} is held by process {} ({})", paths.lock_file(), *holder, name.empty() ? "?" : name);
    if (answers) return make_check("lock", CheckLevel::ok, text);
    return make_check("lock", CheckLevel::failed, text + ", which does not answer",
                      fmt::format("it may be starting or ending just now; if it stays so: kill {}", *holder));
}

/// A daemon with another runtime folder has a socket of its own, but this lock in common.
protocol::Check check_database_lock(const Paths& paths, bool answers) {
    const auto path = paths.database_lock_file();
    const auto holder = holder_of(path);
    if (!holder) return make_check("database lock", CheckLevel::ok, "no daemon holds it");
    const auto said = InstanceLock::last_holder(path);
    const bool elsewhere =
        said && said->pid == *holder && !said->note.empty() && said->note != paths.socket();
    auto text = fmt::format("{} is held by process {}", path, *holder);
    if (elsewhere) text += ", which listens at " + said->note;
    if (answers && !elsewhere) return make_check("database lock", CheckLevel::ok, text);
    const bool listens = elsewhere && rpc::connect_local(said->note, answer_deadline);
    return make_check("database lock", listens ? CheckLevel::warning : CheckLevel::failed, text,
                      fmt::format("set XDG_RUNTIME_DIR as that daemon has it, or stop it: kill {}", *holder));
}

protocol::Check check_socket(const Paths& paths, const Result<UniqueFd>& connected) {
    if (connected) return make_check("socket", CheckLevel::ok, paths.socket() + ": a daemon listens");
    if (::access(paths.socket().c_str(), F_OK) != 0)
        return make_check("socket", CheckLevel::ok, "none: no daemon listens");
    return make_check("socket", CheckLevel::ok,
                      paths.socket() + ": nobody listens; the next daemon takes it over");
}

protocol::Check check_store(const Paths& paths) {
    const auto path = paths.database();
    if (auto whole = store::check_log_has_its_file(path); !whole)
        return check_database(tl::unexpected(std::move(whole).error()), path);
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT) return make_check("database", CheckLevel::ok, path + " is not there yet");
        return make_check("database", CheckLevel::failed, fmt::format("{}: {}", path, std::strerror(errno)),
                          "make its folder one that you can enter");
    }
    if (::access(path.c_str(), R_OK | W_OK) != 0) {
        const int reason = errno;
        return make_check("database", CheckLevel::failed, fmt::format("{}: {}", path, std::strerror(reason)),
                          way_to_write(reason, "chmod u+rw " + path));
    }
    store::OpenOptions options;
    options.mode = store::OpenMode::read_only;
    options.busy_timeout_ms = 1000;
    auto db = store::Database::open(path, store::store_schema(), options);
    if (!db) return check_database(tl::unexpected(db.error()), path);
    return check_database(db->check(), path);
}

protocol::Check check_log(const Paths& paths) {
    std::ifstream file(paths.log_file(), std::ios::binary | std::ios::ate);
    if (!file) return make_check("log", CheckLevel::ok, paths.log_file() + " is not there yet");
    const auto size = static_cast<std::size_t>(file.tellg());
    const auto from = size > log_bytes_shown ? size - log_bytes_shown : 0;
    std::string text(size - from, '\0');
    file.seekg(static_cast<std::streamoff>(from));
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    auto at = text.size();
    for (int line = 0; line < log_lines_shown && at != std::string::npos && at > 0; ++line)
        at = text.rfind('\n', at - 1);
    if (at != std::string::npos && at > 0) text.erase(0, at + 1);
    return make_check("log", CheckLevel::ok, paths.log_file() + " ends with\n" + text);
}

}  // namespace

std::vector<protocol::Check> check_without_daemon(const Result<Paths>& paths) {
    std::vector<protocol::Check> checks;
    if (!paths) {
        checks.push_back(
            make_check("folders", CheckLevel::failed, paths.error().message, paths.error().hint));
        checks.push_back(check_git());
        return checks;
    }
    checks.push_back(check_folder("configuration folder", paths->config_dir, false));
    checks.push_back(check_folder("data folder", paths->data_dir, false));
    checks.push_back(check_folder("log folder", paths->state_dir, false));
    checks.push_back(check_folder("runtime folder", paths->runtime_dir, true));
    checks.push_back(check_config(*paths));
    checks.push_back(check_credentials(paths->credentials_file(), false));
    const auto connected = rpc::connect_local(paths->socket(), answer_deadline);
    checks.push_back(check_lock(*paths, connected.has_value()));
    checks.push_back(check_database_lock(*paths, connected.has_value()));
    checks.push_back(check_socket(*paths, connected));
    checks.push_back(check_store(*paths));
    struct stat info {};
    checks.push_back(check_disk(::stat(paths->data_dir.c_str(), &info) == 0 ? paths->data_dir : "/"));
    checks.push_back(check_git());
    checks.push_back(check_log(*paths));
    return checks;
}

}  // namespace restante::daemon
