#include "vcs/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

extern char** environ;

namespace restante::vcs {
namespace {

constexpr std::size_t error_bytes_max = 64 * 1024;
constexpr std::size_t read_bytes = 64 * 1024;

struct Actions {
    Actions() { posix_spawn_file_actions_init(&value); }
    ~Actions() { posix_spawn_file_actions_destroy(&value); }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
    posix_spawn_file_actions_t value;
};

struct Attributes {
    Attributes() {
        posix_spawnattr_init(&value);
        // A group of its own: the deadline kills what it started too, and Ctrl-C at a terminal does not reach
        // it.
        posix_spawnattr_setpgroup(&value, 0);
        sigset_t set;
        sigemptyset(&set);
        posix_spawnattr_setsigmask(&value, &set);
        sigaddset(&set, SIGPIPE);  // which the daemon ignores, and ignoring is inherited
        posix_spawnattr_setsigdefault(&value, &set);
        posix_spawnattr_setflags(&value,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { posix_spawnattr_destroy(&value); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    posix_spawnattr_t value;
};

struct Ends {
    UniqueFd ours;
    UniqueFd theirs;
};

Result<Ends> make_pipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) return fail(Errc::io, "making a pipe: {}", std::strerror(errno));
    return Ends{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

/// A socket, since writing to one whose reader died is an error code and not a signal.
Result<Ends> make_input() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return fail(Errc::io, "making a socket pair: {}", std::strerror(errno));
    return Ends{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (auto& text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

/// How long a program that nobody waits for any more may go on.
constexpr int stop_slice_ms = 50;

int poll_ms(Deadline deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

tl::unexpected<Error> too_late(const Command& command) {
    return fail(Errc::deadline_exceeded, "{} took too long and was stopped", command.argv.front());
}

/// The talk with one program: its input goes out while its two outputs come in.
class Conversation {
  public:
    Conversation(Child& child, std::string_view input, std::size_t output_bytes_max)
        : child_(child), input_(input), output_bytes_max_(output_bytes_max) {
        if (input_.empty()) child_.close_in();
    }

    /// Until both outputs have ended.
    Result<void> hold(const Command& command, Deadline deadline, const std::stop_token& stop) {
        while (!out_ended_ || !err_ended_) {
            if (stop.stop_requested())
                return fail(Errc::cancelled, "{} was stopped, as nobody waits for it", command.argv.front());
            const int left_ms = poll_ms(deadline);
            pollfd entries[3] = {{input_.empty() ? -1 : child_.in(), POLLOUT, 0},
                                 {out_ended_ ? -1 : child_.out(), POLLIN, 0},
                                 {err_ended_ ? -1 : child_.err(), POLLIN, 0}};
            const bool looks_up = stop.stop_possible() && left_ms > stop_slice_ms;
            const int n = ::poll(entries, 3, looks_up ? stop_slice_ms : left_ms);
            if ((n < 0 && errno == EINTR) || (n == 0 && looks_up)) continue;
            if (n < 0)
                return fail(Errc::io, "waiting for {}: {}", command.argv.front(), std::strerror(errno));
            if (n == 0) return too_late(command);
            if (entries[0].revents != 0) send_some();
            if (entries[1].revents != 0)
                out_ended_ = !read_some(child_.out(), output.out, output_bytes_max_ + 1);
            if (entries[2].revents != 0) err_ended_ = !read_some(child_.err(), output.err, error_bytes_max);
            if (output.out.size() > output_bytes_max_)
                return fail(Errc::too_large, "{} wrote more than {} bytes", command.argv.front(),
                            output_bytes_max_);
        }
        child_.close_in();
        return {};
    }

    Output output;

  private:
    void send_some() {
        const auto n = ::send(child_.in(), input_.data(), input_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0)
            input_.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
            input_ = {};  // it does not want to read the rest; its exit status tells whether that is fine
        if (input_.empty()) child_.close_in();
    }

    /// False at the end. What is over the bound is read and dropped.
    bool read_some(int fd, std::string& into, std::size_t bytes_max) {
        const auto n = ::read(fd, buffer_.get(), read_bytes);
        if (n < 0) return errno == EINTR || errno == EAGAIN;
        into.append(buffer_.get(), std::min(static_cast<std::size_t>(n), bytes_max - into.size()));
        return n > 0;
    }

    Child& child_;
    std::string_view input_;
    std::size_t output_bytes_max_;
    bool out_ended_ = false;
    bool err_ended_ = false;
    std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(read_bytes);
};

}  // namespace

std::vector<std::string> scrubbed_environment() {
    std::vector<std::string> kept;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (text.starts_with("GIT_") || text.starts_with("LC_") || text.starts_with("LANG")) continue;
        kept.emplace_back(text);
    }
    for (const auto* fixed : {"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
                              // The second is for git before 2.45, which does not know the first.
                              "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none"})
        kept.emplace_back(fixed);
    return kept;
}

Result<Child> Child::spawn(const Command& command, ErrorOutput error_output) {
    auto input = make_input();
    auto output = make_pipe();
    auto errors = make_pipe();
    if (!input) return tl::unexpected(std::move(input).error());
    if (!output) return tl::unexpected(std::move(output).error());
    if (!errors) return tl::unexpected(std::move(errors).error());

    Actions actions;
    posix_spawn_file_actions_adddup2(&actions.value, input->theirs.get(), 0);
    posix_spawn_file_actions_adddup2(&actions.value, output->theirs.get(), 1);
    if (error_output == ErrorOutput::piped)
        posix_spawn_file_actions_adddup2(&actions.value, errors->theirs.get(), 2);
    else
        posix_spawn_file_actions_addopen(&actions.value, 2, "/dev/null", O_WRONLY, 0);
    if (!command.cwd.empty()) {
        // Looked at first, since posix_spawn says "no such file" for a missing folder and a missing program
        // alike.
        if (::access(command.cwd.c_str(), X_OK) != 0)
            return fail(errno == ENOENT ? Errc::not_found : Errc::io, "{}: {}", command.cwd,
                        std::strerror(errno));
        posix_spawn_file_actions_addchdir_np(&actions.value, command.cwd.c_str());
    }
    // Not everything that is open here is close-on-exec (libcurl's connections are not), and some programs
    // stay for long.
    posix_spawn_file_actions_addclosefrom_np(&actions.value, 3);
    const Attributes attributes;
    auto argv = command.argv;
    auto environment = scrubbed_environment();
    for (const auto& entry : command.environment) {
        const auto name = std::string_view(entry).substr(0, entry.find('=') + 1);
        std::erase_if(environment, [&](const std::string& other) { return other.starts_with(name); });
        environment.push_back(entry);
    }

    Child child;
    const int error = ::posix_spawnp(&child.pid_, argv.front().c_str(), &actions.value, &attributes.value,
                                     pointers(argv).data(), pointers(environment).data());
    if (error != 0) {
        child.pid_ = -1;
        if (error != ENOENT && error != EACCES)
            return fail(Errc::io, "starting {}: {}", argv.front(), std::strerror(error));
        return tl::unexpected(Error{Errc::unavailable,
                                    fmt::format("cannot start {}: {}", argv.front(), std::strerror(error)),
                                    fmt::format("install {}", argv.front())});
    }
    child.in_ = std::move(input->ours);
    child.out_ = std::move(output->ours);
    if (error_output == ErrorOutput::piped) child.err_ = std::move(errors->ours);
    return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      in_(std::move(other.in_)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)) {}

Child& Child::operator=(Child&& other) noexcept {
    if (this == &other) return *this;
    kill();
    pid_ = std::exchange(other.pid_, -1);
    in_ = std::move(other.in_);
    out_ = std::move(other.out_);
    err_ = std::move(other.err_);
    return *this;
}

void Child::kill() {
    in_.reset();
    out_.reset();
    err_.reset();
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

Result<int> Child::wait(Deadline deadline) {
    // By number: glibc 2.36 declares pidfd_open without C linkage.
    const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!handle) return fail(Errc::io, "pidfd_open: {}", std::strerror(errno));
    pollfd entry{handle.get(), POLLIN, 0};
    int n = 0;
    do
        n = ::poll(&entry, 1, poll_ms(deadline));
    while (n < 0 && errno == EINTR);
    if (n <= 0) return fail(Errc::deadline_exceeded, "process {} did not end in time", pid_);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

Result<Output> run(const Command& command, std::string_view input, const RunLimits& limits) {
    const auto deadline = deadline_in(limits.deadline);
    auto child = Child::spawn(command, ErrorOutput::piped);
    if (!child) return tl::unexpected(std::move(child).error());
    Conversation conversation(*child, input, limits.output_bytes_max);
    if (auto held = conversation.hold(command, deadline, limits.stop); !held)
        return tl::unexpected(std::move(held).error());
    const auto status = child->wait(deadline);
    if (!status) {
        if (status.error().code == Errc::deadline_exceeded) return too_late(command);
        return tl::unexpected(status.error());
    }
    auto output = std::move(conversation.output);
    output.exit_status = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
    return output;
}

}  // namespace restante::vcs
