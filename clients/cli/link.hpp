// The command line's connection to the daemon: started when it is not there, replaced when it is older than
// this program. One thread, one request at a time.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/paths.hpp"
#include "protocol/cpp/runtime.hpp"
#include "rpc/blocking_client.hpp"

namespace restante::cli {

/// Of the `restante/…` methods that this program speaks.
inline constexpr std::int64_t protocol_version = 1;

/// A connection on which hello was said, and nothing else yet: what `restante lsp` passes on. The file
/// descriptor is blocking-agnostic (see rpc::pump).
[[nodiscard]] Result<UniqueFd> connect_daemon(const Paths& paths);

/// True when a daemon of `theirs` should make way for this program's version: its protocol or its version is
/// lower.
[[nodiscard]] bool should_replace(std::string_view their_version, std::int64_t their_protocol,
                                  std::string_view our_version);

class Link {
  public:
    /// Connects, starting or replacing the daemon where needed, and initializes a session whose positions
    /// count in `encoding`.
    [[nodiscard]] static Result<Link> open(const Paths& paths, std::string_view encoding);

    /// Whether a daemon listens, of any version. None is started.
    [[nodiscard]] static bool is_running(const Paths& paths);

    /// The raw result; the server's errors come back with their Errc.
    [[nodiscard]] Result<boost::json::value> call(
        std::string_view method, const std::string& params,
        std::chrono::milliseconds deadline = std::chrono::seconds(30));

    rpc::BlockingClient& client() { return client_; }

  private:
    explicit Link(rpc::BlockingClient client) : client_(std::move(client)) {}
    rpc::BlockingClient client_;
};

}  // namespace restante::cli
