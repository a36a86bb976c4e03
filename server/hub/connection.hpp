// One client's connection: HTTP/1.1 with keep-alive over TCP or TLS. Belongs to the network thread. Every
// read and write has a deadline, so that a client that sends a byte now and then holds nothing for long. It
// decides nothing about ops: api.hpp does.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

#include "hub/api.hpp"
#include "hub/log.hpp"

namespace restante::hub {

/// What every connection uses. Outlives them.
struct ConnectionContext {
    Api& api;
    Log& log;
    bool draining = false;  // answer what is under way, then close
};

class Connection {
  public:
    virtual ~Connection() = default;
    /// The hub is stopping: closes at once when no request is under way, else after its answer.
    virtual void drain() = 0;
    /// Cuts the connection.
    virtual void abort() = 0;
};

enum class Service {
    serve,
    refuse,  // too many connections: say so, and close
};

/// Runs until the connection is closed, then calls `closed` (once, on the network thread, not from within
/// this call). TLS when there is a context for it.
[[nodiscard]] std::shared_ptr<Connection> start_connection(boost::asio::ip::tcp::socket socket,
                                                           ConnectionContext& context,
                                                           boost::asio::ssl::context* tls, Service service,
                                                           std::function<void()> closed);

}  // namespace restante::hub
