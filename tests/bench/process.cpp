#include "bench/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

extern char** environ;  // NOLINT: POSIX

namespace restante::bench {
namespace {

constexpr int line_timeout_ms = 10'000;

std::vector<std::string> merged_environment(const std::vector<std::string>& over) {
    std::vector<std::string> all = over;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto name = text.substr(0, text.find('=') + 1);
        const bool replaced =
            std::ranges::any_of(over, [&](const auto& one) { return one.starts_with(name); });
        if (!replaced) all.emplace_back(text);
    }
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace

Process& Process::operator=(Process&& other) noexcept {
    if (this != &other) {
        Process old(std::exchange(pid_, std::exchange(other.pid_, -1)));
    }
    return *this;
}

Process::~Process() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

Process Process::spawn(const Spawn& what) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // Descriptors of ours are above 9 (make_pipe, main), so that none of these steps on another.
    const auto give = [&](int as, const std::optional<int>& ours, int flags) {
        if (ours)
            posix_spawn_file_actions_adddup2(&actions, *ours, as);
        else if (as <= 2)
            posix_spawn_file_actions_addopen(&actions, as, "/dev/null", flags, 0);
    };
    give(0, what.in, O_RDONLY);
    give(1, what.out, O_WRONLY);
    if (!what.show_errors) give(2, std::nullopt, O_WRONLY);
    give(3, what.three, 0);
    if (!what.cwd.empty()) posix_spawn_file_actions_addchdir_np(&actions, what.cwd.c_str());

    auto argv_texts = what.argv;
    auto environment_texts = merged_environment(what.environment);
    const auto argv = pointers(argv_texts);
    const auto environment = pointers(environment_texts);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw CannotRun(fmt::format("{}: {}", what.argv[0], std::strerror(error)));
    return Process(pid);
}

Process Process::forked(const std::function<void()>& body) {
    const auto pid = must_call(::fork(), "fork");
    if (pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        try {
            body();
        } catch (const std::exception& error) {
            fmt::print(stderr, "forked server: {}\n", error.what());
        }
        ::_exit(0);
    }
    return Process(pid);
}

int Process::wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Process::end() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    (void)wait();
}

Pipe make_pipe() {
    int raw[2];
    must_call(::pipe2(raw, O_CLOEXEC), "pipe");
    const UniqueFd reading(raw[0]);
    const UniqueFd writing(raw[1]);
    constexpr int above = 10;
    return {UniqueFd(must_call(::fcntl(reading.get(), F_DUPFD_CLOEXEC, above), "pipe")),
            UniqueFd(must_call(::fcntl(writing.get(), F_DUPFD_CLOEXEC, above), "pipe"))};
}

std::string read_line(int fd, std::string_view from) {
    std::string line;
    for (;;) {
        pollfd entry{fd, POLLIN, 0};
        if (must_call(::poll(&entry, 1, line_timeout_ms), from) == 0)
            throw CannotRun(fmt::format("{} said nothing for ten seconds", from));
        char c = 0;
        if (must_call(static_cast<int>(::read(fd, &c, 1)), from) == 0)
            throw CannotRun(fmt::format("{} ended: \"{}\"", from, line));
        if (c == '\n') return line;
        line += c;
    }
}

std::string run_and_read(Spawn what) {
    auto pipe = make_pipe();
    what.out = pipe.writing.get();
    what.show_errors = true;
    auto process = Process::spawn(what);
    pipe.writing.reset();
    std::string out;
    char chunk[4096];
    for (;;) {
        const auto got =
            must_call(static_cast<int>(::read(pipe.reading.get(), chunk, sizeof chunk)), what.argv[0]);
        if (got == 0) break;
        out.append(chunk, static_cast<std::size_t>(got));
    }
    if (const int status = process.wait(); status != 0)
        throw CannotRun(fmt::format("{} {} ended with {}", what.argv[0],
                                    what.argv.size() > 1 ? what.argv[1] : "", status));
    if (out.ends_with('\n')) out.pop_back();
    return out;
}

}  // namespace restante::bench
