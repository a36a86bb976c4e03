// restante-hub as a process: run to its end, or serving until told (or killed).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace restante::tests {

struct Ran {
    int exit_code = -1;
    std::string out;
    std::string err;
};

/// Runs the program to its end.
Ran run_hub(const std::vector<std::string>& arguments);

class ServingHub {
  public:
    /// Serving on a port of its choice when this returns. Its log goes to `database`.log. Throws
    /// std::runtime_error, with its exit code and what it said, when it ends instead.
    explicit ServingHub(const std::string& database);
    ServingHub(const ServingHub&) = delete;
    ServingHub& operator=(const ServingHub&) = delete;
    ~ServingHub();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Sends the signal and waits for the end; the exit code, or -1 when it was killed.
    int end(int signal);

  private:
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace restante::tests
