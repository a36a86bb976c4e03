#include "rpc/readable.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace restante::rpc {
namespace asio = boost::asio;

struct Readable::Impl : std::enable_shared_from_this<Impl> {
    Impl(asio::io_context& context, int fd, std::function<void(int)> c)
        : descriptor(context, fd), callback(std::move(c)) {}

    void wait() {
        descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                              [self = shared_from_this()](const boost::system::error_code& ec) {
                                  if (ec || !self->descriptor.is_open()) return;
                                  self->callback(self->descriptor.native_handle());
                                  if (self->descriptor.is_open()) self->wait();
                              });
    }

    asio::posix::stream_descriptor descriptor;
    std::function<void(int)> callback;
};

Readable::Readable(Loop& loop, UniqueFd fd, std::function<void(int)> callback)
    : impl_(std::make_shared<Impl>(loop.context(), fd.release(), std::move(callback))) {
    impl_->wait();
}
Readable::Readable(Readable&&) noexcept = default;
Readable& Readable::operator=(Readable&& other) noexcept {
    std::swap(impl_, other.impl_);
    return *this;
}

Readable::~Readable() {
    if (!impl_) return;
    boost::system::error_code ignored;
    impl_->descriptor.close(ignored);
}

int Readable::fd() const {
    return impl_->descriptor.native_handle();
}

}  // namespace restante::rpc
