#include "hub/stream_over.hpp"

namespace restante::hub {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

class PlainStream final : public StreamOver<beast::tcp_stream> {
  public:
    explicit PlainStream(asio::ip::tcp::socket socket) : StreamOver(beast::tcp_stream(std::move(socket))) {}

    asio::awaitable<bool> handshake() override { co_return true; }

    asio::awaitable<void> end() override {
        boost::system::error_code ignored;
        tcp().socket().shutdown(asio::socket_base::shutdown_send, ignored);
        co_return;
    }
};

}  // namespace

std::unique_ptr<Stream> plain_stream(asio::ip::tcp::socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace restante::hub
