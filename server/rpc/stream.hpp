// The bytes of one connection, over non-blocking descriptors: readiness from Asio, transfers by plain system
// calls. One wakeup thus costs one read and one write, and no second look into an empty socket; that is worth
// a third of a small request's time. Private to rpc.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace restante::rpc {

enum class Transfer { done, would_block, ended, failed };

struct TransferResult {
    Transfer state = Transfer::done;
    std::size_t bytes = 0;
    int error = 0;  // errno, when failed
};

class Stream {
  public:
    Stream(boost::asio::io_context& context, UniqueFd socket);
    Stream(boost::asio::io_context& context, UniqueFd in, UniqueFd out);
    ~Stream();

    TransferResult read(std::span<char> into);
    TransferResult write(std::string_view bytes);
    /// True when the other side is gone altogether, as opposed to having ended its own writing.
    [[nodiscard]] bool hung_up() const;
    void close();

    template <class Handler>
    void when_readable(Handler handler) {
        wait(in_, boost::asio::posix::stream_descriptor::wait_read, std::move(handler));
    }
    template <class Handler>
    void when_writable(Handler handler) {
        wait(out_ ? *out_ : in_, boost::asio::posix::stream_descriptor::wait_write, std::move(handler));
    }

  private:
    using Descriptor = boost::asio::posix::stream_descriptor;

    template <class Handler>
    static void wait(Descriptor& descriptor, Descriptor::wait_type type, Handler handler) {
        descriptor.async_wait(type,
                              [handler = std::move(handler)](const boost::system::error_code& ec) mutable {
                                  // A regular file cannot be waited for, and need not be.
                                  if (!ec || ec == boost::asio::error::operation_not_supported) handler();
                              });
    }

    Descriptor in_;
    std::optional<Descriptor> out_;  // absent for a socket, which is both
    std::optional<int> in_flags_;    // to be put back: others share the open file
    std::optional<int> out_flags_;
};

}  // namespace restante::rpc
