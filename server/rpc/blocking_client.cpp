#include "rpc/blocking_client.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "rpc/framing.hpp"
#include "rpc/local_socket.hpp"
#include "rpc/message.hpp"

namespace restante::rpc {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::size_t read_bytes_min = 64 * 1024;
// What the server sends is as large as it needs to be; this only bounds a stream that is not ours at all.
constexpr FrameLimits limits{8 * 1024, 1024UL * 1024 * 1024};
constexpr std::chrono::milliseconds cancel_write_limit{100};

int poll_ms(SteadyTime end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

/// Turns a stop token into something that poll(2) wakes up for.
class StopSignal {
  public:
    explicit StopSignal(const std::stop_token& token)
        : fd_(token.stop_possible() ? ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1),
          callback_(token, Wake{fd_.get()}) {}
    [[nodiscard]] int fd() const { return fd_.get(); }

  private:
    struct Wake {
        int fd;
        void operator()() const noexcept {
            const std::uint64_t one = 1;
            if (fd >= 0) (void)!::write(fd, &one, sizeof one);
        }
    };
    UniqueFd fd_;
    std::stop_callback<Wake> callback_;
};

enum class Wait { ready, stopped, too_late };

Wait wait_for(int fd, short events, int stop_fd, SteadyTime end) {
    while (true) {
        pollfd entries[2] = {{fd, events, 0}, {stop_fd, POLLIN, 0}};
        const int n = ::poll(entries, stop_fd >= 0 ? 2 : 1, poll_ms(end));
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) return Wait::too_late;
        if (stop_fd >= 0 && entries[1].revents != 0) return Wait::stopped;
        return Wait::ready;
    }
}

tl::unexpected<Error> gone(std::string why) {
    return tl::unexpected(
        Error{Errc::unavailable, std::move(why), "the daemon may have been replaced: try again"});
}

}  // namespace

struct BlockingClient::Impl {
    Result<void> send(std::string_view bytes, SteadyTime end);
    /// The next message, kept in `reader`. `cancelled` when stop_fd woke us.
    Result<Message> receive(int stop_fd, SteadyTime end);
    /// Everything but a response.
    Result<void> attend(const Message& message, SteadyTime end);

    UniqueFd fd;
    FrameDecoder decoder{limits};
    MessageReader reader{ReaderStorage::per_message};
    NotificationCallback notified;
    std::int64_t last_id = 0;
};

Result<void> BlockingClient::Impl::send(std::string_view bytes, SteadyTime end) {
    while (!bytes.empty()) {
        const auto n = ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return gone(fmt::format("sending failed: {}", std::strerror(errno)));
        if (wait_for(fd.get(), POLLOUT, -1, end) == Wait::too_late) {
            // Half a frame is out; nothing sensible can follow it.
            fd.reset();
            return fail(Errc::deadline_exceeded, "the daemon does not read");
        }
    }
    return {};
}

Result<Message> BlockingClient::Impl::receive(int stop_fd, SteadyTime end) {
    while (true) {
        if (!fd) return gone("the connection is closed");
        switch (decoder.next()) {
            case FrameStatus::message: {
                auto message = reader.read(decoder.body());
                if (!message)
                    return fail(Errc::corrupt, "the daemon sent {}", message.error().answer.error.message);
                return *message;
            }
            case FrameStatus::oversized:
            case FrameStatus::broken:
                fd.reset();
                return tl::unexpected(with_context(decoder.error(), "reading from the daemon"));
            case FrameStatus::need_more:
                break;
        }
        // Looked at before poll: under load the bytes are often there already.
        const auto space = decoder.prepare(read_bytes_min);
        const auto n = ::recv(fd.get(), space.data(), space.size(), MSG_DONTWAIT);
        if (n > 0) {
            decoder.commit(static_cast<std::size_t>(n));
            continue;
        }
        if (n == 0) return gone("the daemon closed the connection");
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return gone(fmt::format("reading failed: {}", std::strerror(errno)));
        switch (wait_for(fd.get(), POLLIN, stop_fd, end)) {
            case Wait::ready:
                break;
            case Wait::stopped:
                return fail(Errc::cancelled, "stopped while waiting for the daemon");
            case Wait::too_late:
                return fail(Errc::deadline_exceeded, "the daemon did not answer in time");
        }
    }
}

Result<void> BlockingClient::Impl::attend(const Message& message, SteadyTime end) {
    if (message.kind == MessageKind::notification) {
        if (notified) notified(message.method, *message.params);
        return {};
    }
    std::string out;
    append_error(out, message.id,
                 Error{Errc::unsupported, fmt::format("no method \"{}\" here", message.method), {}});
    return send(out, end);
}

BlockingClient::BlockingClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BlockingClient::BlockingClient(BlockingClient&&) noexcept = default;
BlockingClient& BlockingClient::operator=(BlockingClient&&) noexcept = default;
BlockingClient::~BlockingClient() = default;

Result<BlockingClient> BlockingClient::connect(const std::string& path, Milliseconds deadline) {
    auto fd = connect_local(path, deadline);
    if (!fd) return tl::unexpected(std::move(fd).error());
    return over_socket(std::move(*fd));
}

BlockingClient BlockingClient::over_socket(UniqueFd socket) {
    auto impl = std::make_unique<Impl>();
    impl->fd = std::move(socket);
    return BlockingClient(std::move(impl));
}

void BlockingClient::on_notification(NotificationCallback callback) {
    impl_->notified = std::move(callback);
}

Result<void> BlockingClient::notify(std::string_view method, std::string_view params, Milliseconds deadline) {
    std::string out;
    append_notification(out, method, params);
    if (!impl_->fd) return gone("the connection is closed");
    return impl_->send(out, std::chrono::steady_clock::now() + deadline);
}

Result<boost::json::value> BlockingClient::request(std::string_view method, std::string_view params,
                                                   Milliseconds deadline, const std::stop_token& stop) {
    auto& my = *impl_;
    if (!my.fd) return gone("the connection is closed");
    const auto end = std::chrono::steady_clock::now() + deadline;
    const auto id = ++my.last_id;
    const auto cancel_params = fmt::format(R"({{"id":{}}})", id);
    std::string out;
    append_request(out, id, method, params);
    if (auto sent = my.send(out, end); !sent) return tl::unexpected(std::move(sent).error());

    const StopSignal signal(stop);
    int stop_fd = signal.fd();
    while (true) {
        auto message = my.receive(stop_fd, end);
        if (!message) {
            const auto errc = message.error().code;
            const bool stopped = errc == Errc::cancelled && stop_fd >= 0;
            if (stopped || errc == Errc::deadline_exceeded)
                (void)notify("$/cancelRequest", cancel_params, cancel_write_limit);
            if (!stopped) return tl::unexpected(std::move(message).error());
            stop_fd = -1;  // told once; now its answer
            continue;
        }
        if (message->kind != MessageKind::response) {
            if (auto done = my.attend(*message, end); !done) return tl::unexpected(std::move(done).error());
            continue;
        }
        // An answer to nobody: it could not read what we sent, and one request at a time is sent.
        const bool unread = message->error != nullptr && message->id == RequestId();
        if (message->id != RequestId(id) && !unread) continue;  // of a request that we gave up
        if (message->error != nullptr) return tl::unexpected(error_from_json(*message->error));
        return std::move(*message->result);
    }
}

Result<void> BlockingClient::wait_notification(Milliseconds deadline, const std::stop_token& stop) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    const StopSignal signal(stop);
    while (true) {
        auto message = impl_->receive(signal.fd(), end);
        if (!message) return tl::unexpected(std::move(message).error());
        if (message->kind == MessageKind::response) continue;
        if (auto done = impl_->attend(*message, end); !done) return done;
        if (message->kind == MessageKind::notification) return {};
    }
}

}  // namespace restante::rpc
