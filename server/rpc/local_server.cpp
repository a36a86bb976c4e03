#include "rpc/local_server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>

namespace restante::rpc {
namespace asio = boost::asio;
namespace {

constexpr int accepts_per_turn_max = 16;
constexpr std::chrono::milliseconds pause_when_out_of_descriptors{100};

}  // namespace

struct LocalServer::Impl : std::enable_shared_from_this<LocalServer::Impl> {
    Impl(Loop& l, UniqueFd fd, std::string p, Accepted a, Log g)
        : loop(l),
          listener(l.context(), fd.release()),
          path(std::move(p)),
          accepted(std::move(a)),
          log(std::move(g)) {}

    void wait() {
        listener.async_wait(asio::posix::stream_descriptor::wait_read,
                            [self = shared_from_this()](const boost::system::error_code& ec) {
                                if (!ec && self->listener.is_open()) self->accept();
                            });
    }

    void accept() {
        for (int i = 0; i < accepts_per_turn_max && listener.is_open(); ++i) {
            UniqueFd fd(::accept4(listener.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (fd) {
                if (auto same = check_peer_user(fd.get(), ::geteuid()); same)
                    accepted(std::move(fd));
                else if (log)
                    log(same.error().message);
                continue;
            }
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK) break;
            // Out of descriptors or memory: the connection stays in the backlog, and trying at once would
            // spin.
            if (log) log(fmt::format("accepting failed: {}", std::strerror(errno)));
            pause = loop.after(pause_when_out_of_descriptors, [this] { accept(); });
            return;
        }
        if (listener.is_open()) wait();
    }

    void close() {
        pause.cancel();
        if (!listener.is_open()) return;
        boost::system::error_code ignored;
        listener.close(ignored);
        struct stat now {};
        if (::lstat(path.c_str(), &now) == 0 && now.st_ino == made.st_ino && now.st_dev == made.st_dev)
            ::unlink(path.c_str());
    }

    Loop& loop;
    asio::posix::stream_descriptor listener;
    std::string path;
    Accepted accepted;
    Log log;
    Timer pause;
    struct stat made {};
};

LocalServer::LocalServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalServer::LocalServer(LocalServer&&) noexcept = default;

LocalServer& LocalServer::operator=(LocalServer&& other) noexcept {
    if (this == &other) return *this;
    if (impl_) impl_->close();
    impl_ = std::move(other.impl_);
    return *this;
}

LocalServer::~LocalServer() {
    if (impl_) impl_->close();
}

Result<LocalServer> LocalServer::listen(Loop& loop, const std::string& path, StaleSocket stale,
                                        Accepted accepted, Log log) {
    auto fd = listen_local(path, stale);
    if (!fd) return tl::unexpected(std::move(fd).error());
    auto impl = std::make_shared<Impl>(loop, std::move(*fd), path, std::move(accepted), std::move(log));
    if (::lstat(path.c_str(), &impl->made) != 0)
        return fail(Errc::io, "looking at {}: {}", path, std::strerror(errno));
    impl->wait();
    return LocalServer(std::move(impl));
}

}  // namespace restante::rpc
