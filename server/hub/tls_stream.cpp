#include <boost/asio.hpp>
#include <boost/beast/ssl.hpp>

#include "hub/stream.hpp"

namespace restante::hub {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

class TlsStream final : public Stream {
  public:
    TlsStream(asio::ip::tcp::socket socket, asio::ssl::context& context)
        : tls_(beast::tcp_stream(std::move(socket)), context) {}

    beast::tcp_stream& tcp() override { return tls_.next_layer(); }

    asio::awaitable<bool> handshake() override {
        const auto [error] = co_await tls_.async_handshake(asio::ssl::stream_base::server, awaited);
        co_return !error;
    }

    asio::awaitable<Read> read_some(asio::mutable_buffer into) override {
        const auto [error, size] = co_await tls_.async_read_some(into, awaited);
        co_return Read{error, size};
    }

    asio::awaitable<bool> write(Parts parts) override {
        const auto [error, _] = co_await asio::async_write(tls_, parts, awaited);
        co_return !error;
    }

    asio::awaitable<void> end() override {
        (void)co_await tls_.async_shutdown(awaited);
        boost::system::error_code ignored;
        tcp().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    }

  private:
    beast::ssl_stream<beast::tcp_stream> tls_;
};

}  // namespace

std::unique_ptr<Stream> tls_stream(asio::ip::tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace restante::hub
