#include "rpc/stream.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace restante::rpc {
namespace {

std::optional<int> make_non_blocking(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || (flags & O_NONBLOCK) != 0) return std::nullopt;
    if (::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) return std::nullopt;
    return flags;
}

TransferResult outcome(ssize_t n) {
    if (n > 0) return {Transfer::done, static_cast<std::size_t>(n), 0};
    if (n == 0) return {Transfer::ended, 0, 0};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {Transfer::would_block, 0, 0};
    return {Transfer::failed, 0, errno};
}

template <class Call>
TransferResult repeated(Call call) {
    ssize_t n = 0;
    do
        n = call();
    while (n < 0 && errno == EINTR);
    return outcome(n);
}

}  // namespace

Stream::Stream(boost::asio::io_context& context, UniqueFd socket) : in_(context, socket.release()) {}

Stream::Stream(boost::asio::io_context& context, UniqueFd in, UniqueFd out) : in_(context) {
    in_flags_ = make_non_blocking(in.get());
    out_flags_ = make_non_blocking(out.get());
    in_.assign(in.release());
    out_.emplace(context, out.release());
}

Stream::~Stream() {
    close();
}

void Stream::close() {
    boost::system::error_code ignored;
    if (in_flags_ && in_.is_open()) ::fcntl(in_.native_handle(), F_SETFL, *in_flags_);
    if (out_ && out_flags_ && out_->is_open()) ::fcntl(out_->native_handle(), F_SETFL, *out_flags_);
    if (in_.is_open()) in_.close(ignored);
    if (out_ && out_->is_open()) out_->close(ignored);
}

TransferResult Stream::read(std::span<char> into) {
    const int fd = in_.native_handle();
    if (out_) return repeated([&] { return ::read(fd, into.data(), into.size()); });
    return repeated([&] { return ::recv(fd, into.data(), into.size(), MSG_DONTWAIT); });
}

TransferResult Stream::write(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (out_) {
        const int fd = out_->native_handle();
        return repeated([&] { return ::write(fd, bytes.data(), bytes.size()); });
    }
    const int fd = in_.native_handle();
    return repeated([&] { return ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL); });
}

bool Stream::hung_up() const {
    if (out_) return false;  // a pipe's reader may well be alive when its writer is not
    pollfd entry{const_cast<Descriptor&>(in_).native_handle(), 0, 0};
    return ::poll(&entry, 1, 0) == 1 && (entry.revents & (POLLHUP | POLLERR)) != 0;
}

}  // namespace restante::rpc
