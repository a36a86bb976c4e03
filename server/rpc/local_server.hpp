// The daemon's front door: accepts connections of this user at a Unix socket and hands each on as a
// descriptor (see Peer::over_socket). Owned by main, loop thread only. It keeps no list of connections;
// whoever takes them may bound their number by closing some.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "rpc/local_socket.hpp"
#include "rpc/loop.hpp"

namespace restante::rpc {

class LocalServer {
  public:
    using Accepted = std::function<void(UniqueFd socket)>;
    using Log = std::function<void(std::string_view line)>;

    /// `log` hears of refused connections.
    [[nodiscard]] static Result<LocalServer> listen(Loop& loop, const std::string& path, StaleSocket stale,
                                                    Accepted accepted, Log log = {});
    LocalServer(LocalServer&&) noexcept;
    LocalServer& operator=(LocalServer&&) noexcept;
    /// Stops listening and removes the socket, if it is still the one it made.
    ~LocalServer();

  private:
    struct Impl;
    explicit LocalServer(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

}  // namespace restante::rpc
