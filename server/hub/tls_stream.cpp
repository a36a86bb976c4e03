#include <boost/beast/ssl.hpp>

#include "hub/stream_over.hpp"

namespace restante::hub {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

class TlsStream final : public StreamOver<beast::ssl_stream<beast::tcp_stream>> {
  public:
    TlsStream(asio::ip::tcp::socket socket, asio::ssl::context& context)
        : StreamOver(beast::ssl_stream<beast::tcp_stream>(beast::tcp_stream(std::move(socket)), context)) {}

    asio::awaitable<bool> handshake() override {
        const auto [error] = co_await bytes_.async_handshake(asio::ssl::stream_base::server, awaited);
        co_return !error;
    }

    asio::awaitable<void> end() override {
        (void)co_await bytes_.async_shutdown(awaited);
        boost::system::error_code ignored;
        tcp().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    }
};

}  // namespace

std::unique_ptr<Stream> tls_stream(asio::ip::tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace restante::hub
