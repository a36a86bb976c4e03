// One JSON-RPC connection, seen from the daemon: answers what comes in through a Dispatcher, and may call and
// notify the other side. Owned by a session; loop thread only (Responders may answer from anywhere). It knows
// framing and JSON-RPC, not what any method means; that `initialize` comes first is the Dispatcher's
// `before`.
//
// Bounds, and what happens at each: see PeerOptions. Nothing here waits for the other side.
#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "rpc/dispatcher.hpp"
#include "rpc/framing.hpp"
#include "rpc/loop.hpp"

namespace restante::rpc {

struct PeerOptions {
    FrameLimits limits = {};
    std::size_t send_queue_bytes_max = 64 * 1024 * 1024;  // over it the connection is closed, with a reason
    std::size_t requests_in_progress_max = 1024;          // over it a request is answered rate_limited
    std::size_t calls_in_progress_max = 1024;             // over it call() fails with rate_limited
    std::function<void(std::string_view line)> log =
        {};  // what nobody else is told: ignored and refused input
};

/// Never null on success; valid only during the callback.
using ReplyHandler = std::function<void(Result<const boost::json::value*>)>;

class Peer {
  public:
    /// Over a connected stream socket.
    static Peer over_socket(Loop& loop, UniqueFd socket, PeerOptions options = {});
    /// Over two descriptors, such as 0 and 1. They are duplicated, and left as they were when the peer is
    /// closed.
    static Result<Peer> over_descriptors(Loop& loop, int in, int out, PeerOptions options = {});

    Peer() = default;
    Peer(Peer&&) noexcept = default;
    Peer& operator=(Peer&& other) noexcept;
    /// Closes.
    ~Peer();

    /// Starts reading. `on_close` is called once, from the loop and never from inside a call to this object,
    /// unless the Peer is destroyed before. Both are released then.
    void start(std::shared_ptr<const Dispatcher> dispatcher,
               std::function<void(const std::string& reason)> on_close);

    /// `params` is JSON text, empty for none. Lost without notice when the connection is closed.
    void notify(std::string_view method, std::string_view params);
    /// The reply, or why there is none (unavailable, deadline_exceeded, the other side's error), comes later
    /// and exactly once, unless the Peer is destroyed before. Returns the id, for cancel().
    std::int64_t call(std::string_view method, std::string_view params, std::chrono::milliseconds deadline,
                      ReplyHandler reply);
    /// Asks the other side to stop; its reply still comes.
    void cancel(std::int64_t call_id);

    /// Writes what can be written without waiting, then closes.
    void close(std::string reason);
    /// Reads no more, and closes when all is written (or after five seconds).
    void finish(std::string reason);
    [[nodiscard]] bool is_open() const;
    /// Why what comes in cannot be divided into messages any more; empty while it can. Closed by then, or
    /// about to be, once the other side was told.
    [[nodiscard]] const std::string& broken_input() const;
    [[nodiscard]] std::size_t queued_bytes() const;
    [[nodiscard]] std::size_t requests_in_progress() const;

  private:
    struct Impl;
    explicit Peer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<Impl> impl_;
};

}  // namespace restante::rpc
