// Starting the daemon on demand: found beside this program or on PATH, detached, and known to be listening
// (or known to have failed, with its own words) before this returns. Plain POSIX.
#pragma once

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "base/paths.hpp"

namespace restante::cli {

/// unavailable, with the daemon's own reason, when it cannot be started; already_exists when another one
/// holds the lock (it may be starting or ending just now).
[[nodiscard]] Result<void> start_daemon(std::chrono::milliseconds deadline);

/// What the daemon's program says of an installation in which it cannot run: the output of
/// `restanted --check`. unavailable when there is no such program, or it says nothing in time.
[[nodiscard]] Result<std::string> self_check(std::chrono::milliseconds deadline);

/// Waits until somebody listens at the socket, for a daemon that another process is starting.
[[nodiscard]] bool wait_for_socket(const std::string& path, std::chrono::milliseconds deadline);

}  // namespace restante::cli
