// Takes connections, up to a bound, and knows those that are open. Belongs to the network thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>

#include "hub/connection.hpp"

namespace restante::hub {

class Listener {
  public:
    Listener(boost::asio::io_context& loop, ConnectionContext& context, boost::asio::ssl::context* tls)
        : loop_(loop), context_(context), tls_(tls), acceptor_(loop), pause_(loop) {}

    /// unavailable when the address is taken; io for the rest.
    [[nodiscard]] Result<void> listen(const std::string& address, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const;

    /// No more connections; those that are open end after what they are doing, `closed` is called when all
    /// have.
    void drain(std::function<void()> closed);
    /// Cuts those that are still open.
    void abort();

  private:
    void accept();
    void taken(boost::asio::ip::tcp::socket socket);

    boost::asio::io_context& loop_;
    ConnectionContext& context_;
    boost::asio::ssl::context* tls_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::uint64_t next_number_ = 0;
    std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
    std::size_t refusing_ = 0;
    std::function<void()> closed_;
};

}  // namespace restante::hub
