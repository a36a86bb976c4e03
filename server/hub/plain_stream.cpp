#include <boost/asio.hpp>

#include "hub/stream.hpp"

namespace restante::hub {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

class PlainStream final : public Stream {
  public:
    explicit PlainStream(asio::ip::tcp::socket socket) : tcp_(std::move(socket)) {}

    beast::tcp_stream& tcp() override { return tcp_; }

    asio::awaitable<bool> handshake() override { co_return true; }

    asio::awaitable<Read> read_some(asio::mutable_buffer into) override {
        const auto [error, size] = co_await tcp_.async_read_some(into, awaited);
        co_return Read{error, size};
    }

    asio::awaitable<bool> write(Parts parts) override {
        const auto [error, _] = co_await asio::async_write(tcp_, parts, awaited);
        co_return !error;
    }

    asio::awaitable<void> end() override {
        boost::system::error_code ignored;
        tcp_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
        co_return;
    }

  private:
    beast::tcp_stream tcp_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(asio::ip::tcp::socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace restante::hub
