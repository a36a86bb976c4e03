#include "rpc/pump.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

namespace restante::rpc {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;
// A pipe that is ready takes at least this without blocking (PIPE_BUF, pipe(7)); a bigger write could block.
constexpr std::size_t pipe_write_bytes_max = 4096;

/// One direction: bytes read and not yet written.
struct Lane {
    std::unique_ptr<char[]> bytes = std::make_unique_for_overwrite<char[]>(buffer_bytes);
    std::size_t begin = 0;
    std::size_t end = 0;
    bool ended = false;

    [[nodiscard]] bool empty() const { return begin == end; }
    [[nodiscard]] bool wants_input() const { return !ended && empty(); }
    [[nodiscard]] bool finished() const { return ended && empty(); }
};

bool passing(int error) {
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

/// 0, or the errno that ends everything.
int fill(Lane& lane, ssize_t n) {
    if (n > 0) {
        lane.begin = 0;
        lane.end = static_cast<std::size_t>(n);
    } else if (n == 0) {
        lane.ended = true;
    } else if (!passing(errno)) {
        return errno;
    }
    return 0;
}

int drain(Lane& lane, ssize_t n) {
    if (n >= 0)
        lane.begin += static_cast<std::size_t>(n);
    else if (!passing(errno))
        return errno;
    return 0;
}

constexpr short readable = POLLIN | POLLHUP | POLLERR;
constexpr short writable = POLLOUT | POLLHUP | POLLERR;

void keep_last(std::string& last, const char* bytes, std::size_t size) {
    const auto kept = std::min(size, last_input_max);
    last.append(bytes + size - kept, kept);
    if (last.size() > last_input_max) last.erase(0, last.size() - last_input_max);
}

PumpResult copy(int in, int out, int socket, std::string& last_input) {
    Lane up;    // in -> socket
    Lane down;  // socket -> out
    bool told_end = false;
    bool daemon_reads = true;
    while (true) {
        if (down.finished()) return {told_end ? PumpEnd::input_ended : PumpEnd::socket_ended, 0};
        if (up.finished() && !told_end) {
            (void)::shutdown(socket, SHUT_WR);
            told_end = true;
        }
        // A negative descriptor is skipped by poll(2): one that we have nothing to do with would wake us in
        // vain.
        const bool read_socket = down.wants_input();
        const bool write_socket = !up.empty() && daemon_reads;
        const auto socket_events =
            static_cast<short>((read_socket ? POLLIN : 0) | (write_socket ? POLLOUT : 0));
        pollfd entries[3] = {{up.wants_input() && daemon_reads ? in : -1, POLLIN, 0},
                             {down.empty() ? -1 : out, POLLOUT, 0},
                             {socket_events != 0 ? socket : -1, socket_events, 0}};
        if (::poll(entries, 3, -1) < 0) {
            if (errno == EINTR) continue;
            return {PumpEnd::failed, errno};
        }
        const auto [from_in, to_out, at_socket] = entries;
        if ((to_out.revents & writable) != 0) {
            const auto size = std::min(down.end - down.begin, pipe_write_bytes_max);
            if (const int error = drain(down, ::write(out, down.bytes.get() + down.begin, size)))
                return {error == EPIPE ? PumpEnd::output_ended : PumpEnd::failed, error == EPIPE ? 0 : error};
        }
        if (write_socket && (at_socket.revents & writable) != 0) {
            const auto n =
                ::send(socket, up.bytes.get() + up.begin, up.end - up.begin, MSG_NOSIGNAL | MSG_DONTWAIT);
            // The daemon is gone; what it said before is still to be read and passed on.
            if (drain(up, n) != 0) daemon_reads = false;
        }
        if (read_socket && (at_socket.revents & readable) != 0) {
            const auto n = ::recv(socket, down.bytes.get(), buffer_bytes, MSG_DONTWAIT);
            // ECONNRESET: the daemon died with bytes of ours unread.
            if (const int error = fill(down, n)) {
                if (error != ECONNRESET) return {PumpEnd::failed, error};
                down.ended = true;
            }
        }
        if ((from_in.revents & readable) != 0) {
            if (const int error = fill(up, ::read(in, up.bytes.get(), buffer_bytes)))
                return {PumpEnd::failed, error};
            if (!up.ended) keep_last(last_input, up.bytes.get() + up.begin, up.end - up.begin);
        }
    }
}

}  // namespace

PumpResult pump(int in, int out, int socket) {
    std::string last_input;
    auto result = copy(in, out, socket, last_input);
    result.last_input = std::move(last_input);
    return result;
}

int exit_status(const PumpResult& result) {
    return result.end == PumpEnd::input_ended ? 0 : 1;
}

}  // namespace restante::rpc
