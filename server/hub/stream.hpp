// The bytes of one connection, over TCP or TLS: what is above does not ask which, and is compiled once.
// Belongs to the network thread.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>

namespace restante::hub {

class Stream {
  public:
    using Parts = std::array<boost::asio::const_buffer, 3>;

    struct Read {
        boost::system::error_code error;
        std::size_t size = 0;  // bytes
    };

    virtual ~Stream() = default;

    /// The connection below, which has the deadlines.
    [[nodiscard]] virtual boost::beast::tcp_stream& tcp() = 0;

    [[nodiscard]] virtual boost::asio::awaitable<bool> handshake() = 0;
    [[nodiscard]] virtual boost::asio::awaitable<Read> read_some(boost::asio::mutable_buffer into) = 0;
    /// All of them, in one system call where that is possible; false when the connection failed.
    [[nodiscard]] virtual boost::asio::awaitable<bool> write(Parts parts) = 0;
    /// Tells the other side that no more will come. It may still send.
    [[nodiscard]] virtual boost::asio::awaitable<void> end() = 0;
};

[[nodiscard]] std::unique_ptr<Stream> plain_stream(boost::asio::ip::tcp::socket socket);
[[nodiscard]] std::unique_ptr<Stream> tls_stream(boost::asio::ip::tcp::socket socket,
                                                 boost::asio::ssl::context& context);

}  // namespace restante::hub
