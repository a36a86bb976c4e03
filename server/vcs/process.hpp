// Running a program: no shell, a scrubbed environment, bounds on time and output. Blocks, and so is called
// from worker threads only; functions here may be called from several at once. Uses posix_spawn(3), which
// does not copy the daemon's address space.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace restante::vcs {

using Deadline = std::chrono::steady_clock::time_point;
[[nodiscard]] inline Deadline deadline_in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

struct Command {
    std::vector<std::string> argv;              // the program is looked up in PATH
    std::string cwd = {};                       // empty: ours
    std::vector<std::string> environment = {};  // "NAME=value", over the scrubbed environment
};

/// Ours without GIT_*, LC_* and LANG*, plus LC_ALL=C, and with git told to take no optional locks, to ask
/// nobody for a password, and to fetch nothing behind our back.
[[nodiscard]] std::vector<std::string> scrubbed_environment();

enum class ErrorOutput { piped, discarded };

/// A running program in a process group of its own; killed and reaped with its owner.
class Child {
  public:
    /// `unavailable` (with a hint) when there is no such program.
    [[nodiscard]] static Result<Child> spawn(const Command& command, ErrorOutput error_output);
    Child() = default;
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    ~Child() { kill(); }

    [[nodiscard]] bool running() const noexcept { return pid_ > 0; }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] int in() const noexcept { return in_.get(); }  // a socket: use send(2) with MSG_NOSIGNAL
    [[nodiscard]] int out() const noexcept { return out_.get(); }
    [[nodiscard]] int err() const noexcept { return err_.get(); }  // -1 when discarded
    void close_in() { in_.reset(); }

    /// Kills the whole group and reaps.
    void kill();
    /// Waits for its end and reaps. The status is as waitpid(2) gives it.
    [[nodiscard]] Result<int> wait(Deadline deadline);

  private:
    pid_t pid_ = -1;
    UniqueFd in_;
    UniqueFd out_;
    UniqueFd err_;
};

struct RunLimits {
    std::chrono::milliseconds deadline{10'000};
    std::size_t output_bytes_max = 32 * 1024 * 1024;
    std::stop_token stop = {};  // nobody waits for it any more: it is killed, and the answer is `cancelled`
};

struct Output {
    int exit_status = 0;  // 128 + the signal's number when a signal ended it
    std::string out;
    std::string err;  // its first 64 KiB
};

/// Runs to the end. That it failed is for the caller to see in exit_status; an error here means that there is
/// no output to judge: unavailable, deadline_exceeded, too_large, io. Whatever was started is gone on return.
[[nodiscard]] Result<Output> run(const Command& command, std::string_view input, const RunLimits& limits);

}  // namespace restante::vcs
