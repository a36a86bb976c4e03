#include "clients/cli/launch.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

#include "base/unique_fd.hpp"
#include "rpc/local_socket.hpp"

extern char** environ;  // NOLINT: POSIX

namespace restante::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::string daemon_program() {
    std::array<char, PATH_MAX> self{};
    const auto size = ::readlink("/proc/self/exe", self.data(), self.size() - 1);
    if (size > 0) {
        std::string path(self.data(), static_cast<std::size_t>(size));
        path.resize(path.find_last_of('/') + 1);
        path += "restanted";
        if (::access(path.c_str(), X_OK) == 0) return path;
    }
    return "restanted";
}

int left_ms(Clock::time_point end) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

/// The daemon's one line: "ready" or "error …"; empty when it died without a word or took too long.
std::string read_line(int fd, Clock::time_point end) {
    std::string line;
    for (;;) {
        pollfd poll{fd, POLLIN, 0};
        const int ready = ::poll(&poll, 1, left_ms(end));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return line;
        std::array<char, 4096> chunk{};
        const auto got = ::read(fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return line;
        line.append(chunk.data(), static_cast<std::size_t>(got));
        if (const auto stop = line.find('\n'); stop != std::string::npos) return line.substr(0, stop);
    }
}

}  // namespace

Result<void> start_daemon(std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(Errc::io, "no pipe: {}", std::strerror(errno));
    const UniqueFd reading(pipe[0]);
    UniqueFd writing(pipe[1]);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {0, 1, 2})
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
    constexpr int ready_fd = 3;
    // dup2 onto itself would leave close-on-exec set, so go by way of a number that is surely another.
    constexpr int other_fd = 9;
    posix_spawn_file_actions_adddup2(&actions, writing.get(), other_fd);
    posix_spawn_file_actions_adddup2(&actions, other_fd, ready_fd);
    // What else its starter has open (a lock, a pipe that is read to its end) is not the daemon's to keep.
    posix_spawn_file_actions_addclosefrom_np(&actions, ready_fd + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // A session of its own: the terminal's Ctrl-C and hang-up are not for the daemon.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);

    const auto program = daemon_program();
    std::string fd_text = std::to_string(ready_fd);
    std::string name = "restanted";
    std::string option = "--ready-fd";
    std::array<char*, 4> argv{name.data(), option.data(), fd_text.data(), nullptr};
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, program.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        return tl::unexpected(
            Error{Errc::unavailable,
                  fmt::format("the daemon {} cannot be started: {}", program, std::strerror(error)),
                  "is restanted installed beside restante, or on PATH?"});
    }
    writing.reset();
    const auto line = read_line(reading.get(), end);
    if (line == "ready") return {};
    if (line.find("another daemon is running") != std::string::npos)
        return fail(Errc::already_exists, "{}", line.substr(6));
    if (line.starts_with("error "))
        return fail(Errc::unavailable, "the daemon could not start: {}", line.substr(6));
    return tl::unexpected(Error{Errc::unavailable, "the daemon ended, or did not answer, while it started",
                                "run restanted by hand to see why, and look at its log"});
}

Result<std::string> self_check(std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(Errc::io, "no pipe: {}", std::strerror(errno));
    const UniqueFd reading(pipe[0]);
    UniqueFd writing(pipe[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, writing.get(), 1);
    const auto program = daemon_program();
    std::string name = "restanted";
    std::string option = "--check";
    std::array<char*, 3> argv{name.data(), option.data(), nullptr};
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return fail(Errc::unavailable, "{} cannot be run: {}", program, std::strerror(error));
    writing.reset();
    auto line = read_line(reading.get(), end);
    int state = 0;
    if (line.empty()) ::kill(pid, SIGKILL);
    while (::waitpid(pid, &state, 0) < 0 && errno == EINTR) {
    }
    if (line.empty()) return fail(Errc::unavailable, "{} --check says nothing", program);
    return line;
}

bool wait_for_socket(const std::string& path, std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    for (;;) {
        if (rpc::connect_local(path, std::chrono::milliseconds(left_ms(end)))) return true;
        if (Clock::now() >= end) return false;
        ::poll(nullptr, 0, 5);  // the other process is between its lock and its socket: a few milliseconds
    }
}

}  // namespace restante::cli
