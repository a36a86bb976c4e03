// What streams over TCP and over TLS have in common; included by the file of each, which is where it is
// compiled.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include "hub/stream.hpp"

namespace restante::hub {

/// `Bytes` is a boost::beast::tcp_stream, or a layer on one.
template <class Bytes>
class StreamOver : public Stream {
  public:
    boost::beast::tcp_stream& tcp() final { return boost::beast::get_lowest_layer(bytes_); }

    boost::asio::awaitable<Read> read_some(boost::asio::mutable_buffer into) final {
        const auto [error, size] = co_await bytes_.async_read_some(into, awaited);
        co_return Read{error, size};
    }

    boost::asio::awaitable<bool> write(Parts parts) final {
        const auto [error, _] = co_await boost::asio::async_write(bytes_, parts, awaited);
        co_return !error;
    }

  protected:
    static constexpr auto awaited = boost::asio::as_tuple(boost::asio::use_awaitable);

    explicit StreamOver(Bytes bytes) : bytes_(std::move(bytes)) {}

    Bytes bytes_;
};

}  // namespace restante::hub
