// Other processes: spawned programs and forked servers, ended with their owner. Unlike vcs/process.hpp they
// keep the environment they are given, may be handed descriptors, and can be asked to end (SIGTERM) rather
// than killed.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "bench/measure.hpp"

namespace restante::bench {

struct Spawn {
    std::vector<std::string> argv;              // the program is looked up in PATH
    std::vector<std::string> environment = {};  // "NAME=value", over ours
    std::string cwd = {};
    std::optional<int> in = {};     // the child's 0; else /dev/null
    std::optional<int> out = {};    // its 1; else /dev/null
    std::optional<int> three = {};  // its 3; else closed
    bool show_errors = false;       // its 2 is ours; else /dev/null
};

class Process {
  public:
    Process() = default;
    Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
    Process& operator=(Process&& other) noexcept;
    /// SIGKILL, and waits.
    ~Process();

    static Process spawn(const Spawn& what);
    /// `body` runs in a fork of ours, which then ends. Only while this process has one thread.
    static Process forked(const std::function<void()>& body);

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Waits for its end by itself; its exit status.
    int wait();
    /// SIGTERM, and waits.
    void end();

  private:
    explicit Process(pid_t pid) : pid_(pid) {}
    pid_t pid_ = -1;
};

/// Both close-on-exec.
struct Pipe {
    UniqueFd reading;
    UniqueFd writing;
};
[[nodiscard]] Pipe make_pipe();

/// Up to the end of the line, without it; throws after ten seconds, or when the writer is gone.
[[nodiscard]] std::string read_line(int fd, std::string_view from);

/// Its output, without the last line end; throws unless it exits with 0.
std::string run_and_read(Spawn what);

}  // namespace restante::bench
