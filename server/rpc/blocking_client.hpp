// A JSON-RPC client that waits: for the command line, which asks a thing or two and ends. Plain POSIX, no
// Asio, so that a process that uses it starts fast. One thread, one request at a time.
#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace restante::rpc {

class BlockingClient {
  public:
    using Milliseconds = std::chrono::milliseconds;
    using NotificationCallback =
        std::function<void(std::string_view method, const boost::json::value& params)>;

    [[nodiscard]] static Result<BlockingClient> connect(const std::string& path, Milliseconds deadline);
    /// Over a connected stream socket.
    [[nodiscard]] static BlockingClient over_socket(UniqueFd socket);
    BlockingClient(BlockingClient&&) noexcept;
    BlockingClient& operator=(BlockingClient&&) noexcept;
    ~BlockingClient();

    /// Called for what the server tells while we wait.
    void on_notification(NotificationCallback callback);

    /// Sends, and waits for the reply: the result, or the server's error with its Errc. `params` is JSON
    /// text, empty for none. A request of the server's is answered "method not found". When the token stops,
    /// the server is asked to cancel, and its reply (normally `cancelled`) is still awaited until the
    /// deadline. After the deadline the server is told to cancel, and the client stays usable: the late reply
    /// is ignored.
    [[nodiscard]] Result<boost::json::value> request(std::string_view method, std::string_view params,
                                                     Milliseconds deadline, const std::stop_token& stop = {});
    [[nodiscard]] Result<void> notify(std::string_view method, std::string_view params,
                                      Milliseconds deadline);
    /// Delivers notifications until one was delivered, or `deadline_exceeded`, or `cancelled` by the token.
    [[nodiscard]] Result<void> wait_notification(Milliseconds deadline, const std::stop_token& stop = {});

  private:
    struct Impl;
    explicit BlockingClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::rpc
