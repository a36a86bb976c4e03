// The composition root of restanted: makes everything, connects it, and takes it apart in the right order.
// Owned by main; loop thread. Once it is destroyed the loop is not run again: what its threads posted there,
// and nobody has taken yet, refers to it and goes with the loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/paths.hpp"
#include "daemon/config.hpp"
#include "daemon/log.hpp"
#include "rpc/loop.hpp"
#include "rpc/peer.hpp"

namespace restante::daemon {

class Daemon {
  public:
    struct Options {
        Paths paths;
        Config config;
        std::function<void()> finished;  // called once, when it has nothing left to do: stop the loop
        rpc::Timers* idle = nullptr;     // what measures being idle; null: the loop
    };

    /// Opens the database. Errors name what is wrong and leave everything as it was.
    [[nodiscard]] static Result<std::unique_ptr<Daemon>> create(rpc::Loop& loop, Clock& clock, IdSource& ids,
                                                                Log& log, Options options);
    ~Daemon();

    /// A connection that was accepted.
    void accept(rpc::Peer peer);
    /// No new sessions; what was accepted is finished and on disk; then `finished`. Idempotent.
    void drain();
    /// Drain as soon as the last session is closed (`--stdio`), or when idle for as long as configured.
    void finish_with_last_session();
    /// The session that ended it said `exit` without `shutdown` before, which LSP wants told by the exit
    /// code.
    [[nodiscard]] bool ended_by_bare_exit() const;
    /// Why that session's input could not be read on; empty when it could.
    [[nodiscard]] const std::string& ended_by_broken_input() const;

  private:
    struct Impl;
    explicit Daemon(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::daemon
