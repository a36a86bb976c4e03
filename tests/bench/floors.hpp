// What the machine itself can do, measured beside each row: an echo over the same transport, one durable
// write, one spawn, one HTTP exchange. None of it uses our code but for the framing of messages.
#pragma once

#include <string>
#include <vector>

#include "bench/line.hpp"
#include "bench/process.hpp"
#include "bench/sandbox.hpp"

namespace restante::bench {

/// A bare Asio + Boost.JSON server with LSP framing on a Unix socket, in a process of its own: parses each
/// request and answers a small object.
class EchoServer {
  public:
    EchoServer();
    [[nodiscard]] pid_t pid() const { return process_.pid(); }
    [[nodiscard]] Line connect() const { return Line::to(path_); }

  private:
    Scratch folder_;
    std::string path_;
    Process process_;
};

/// A plain-socket HTTP server on loopback, in a process of its own, that answers every request 200, and its
/// one client on a kept connection.
class HttpEcho {
  public:
    HttpEcho();
    /// One POST with a body of about an op's size, until its answer is here.
    void exchange();

  private:
    Process process_;
    UniqueFd socket_;
    std::string request_;
};

/// A file that grows by 4 KiB and is synced.
class DurableAppend {
  public:
    explicit DurableAppend(const std::string& folder);
    void append();

  private:
    Scratch folder_;
    UniqueFd file_;
    std::string block_;
};

/// Spawns it, waits for its end; throws unless it exits with 0.
void spawn_and_wait(const Spawn& what);

}  // namespace restante::bench
