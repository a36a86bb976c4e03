// What makes a Unix socket private to one user: a 0700 folder of ours, a 0600 socket, and the kernel's word
// on who connects. Plain POSIX, shared by the daemon's listener and the command line's client.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace restante::rpc {

/// Makes the folder (and what is missing above it) with mode 0700, or checks the one that is there: a real
/// folder, no symlink, owned by us, closed to others. `forbidden` with a hint when it is not.
[[nodiscard]] Result<void> prepare_private_folder(const std::string& path);

enum class StaleSocket {
    refuse,  // a socket that is there already belongs to a running instance: already_exists
    remove,  // the caller holds the instance lock, so nobody listens: a socket of ours is removed
};

/// Prepares the socket's folder, binds, listens. Anything at `path` that is not a socket of ours is left
/// alone.
[[nodiscard]] Result<UniqueFd> listen_local(const std::string& path, StaleSocket stale);

/// Non-blocking descriptor. `unavailable` when nobody listens, `deadline_exceeded` when the listener is too
/// busy.
[[nodiscard]] Result<UniqueFd> connect_local(const std::string& path, std::chrono::milliseconds deadline);

/// connect_local, and then `unavailable` unless it is this process of ours that listens there: a socket's
/// path alone does not say whose it is by now.
[[nodiscard]] Result<UniqueFd> connect_to_process(const std::string& path, pid_t process,
                                                  std::chrono::milliseconds deadline);

/// `forbidden` unless the process at the other end of the socket runs as `user` (SO_PEERCRED, unix(7)).
[[nodiscard]] Result<void> check_peer_user(int socket, uid_t user);

}  // namespace restante::rpc
