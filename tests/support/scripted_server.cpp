#include "support/scripted_server.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace restante::tests {

struct ScriptedServer::Impl {
    Script script;
    int listener = -1;
    int stop = -1;  // readable once the server ends
    int port = 0;
    std::mutex mutex;
    std::vector<std::thread> threads;
    std::thread acceptor;

    /// False when the server ends first.
    bool readable(int fd, int timeout_ms = -1) const {
        pollfd fds[2] = {{stop, POLLIN, 0}, {fd, POLLIN, 0}};
        ::poll(fds, fd < 0 ? 1 : 2, timeout_ms);
        return fds[0].revents == 0;
    }

    void accept_all() {
        for (int count = 0; readable(listener); ++count) {
            const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) continue;
            const std::lock_guard lock(mutex);
            threads.emplace_back([this, fd, count] {
                serve(fd, count);
                ::close(fd);
            });
        }
    }

    /// Reads until `done` says so; false when the other side or the server ends.
    template <class Done>
    bool read_until(int fd, std::string& buffer, Done done) const {
        while (!done()) {
            if (!readable(fd)) return false;
            char bytes[16 * 1024];
            const auto got = ::recv(fd, bytes, sizeof bytes, 0);
            if (got <= 0) return false;
            buffer.append(bytes, static_cast<std::size_t>(got));
        }
        return true;
    }

    static std::size_t content_length(std::string_view head) {
        const auto at = head.find("Content-Length: ");
        std::size_t length = 0;
        if (at != std::string_view::npos)
            std::from_chars(head.data() + at + 16, head.data() + head.size(), length);
        return length;
    }

    void serve(int fd, int connection) {
        std::string buffer;
        for (;;) {
            std::size_t end = 0;
            if (!read_until(fd, buffer, [&] { return (end = buffer.find("\r\n\r\n")) != std::string::npos; }))
                return;
            Request request;
            request.connection = connection;
            request.line = buffer.substr(0, buffer.find("\r\n"));
            request.head = buffer.substr(0, end + 2);
            buffer.erase(0, end + 4);
            const auto length = content_length(request.head);
            if (!read_until(fd, buffer, [&] { return buffer.size() >= length; })) return;
            request.body = buffer.substr(0, length);
            buffer.erase(0, length);

            const auto reply = script(request);
            if (reply.then == Then::drip) {
                for (const char c : reply.bytes) {
                    if (!readable(-1, 30)) return;
                    if (::send(fd, &c, 1, MSG_NOSIGNAL) != 1) return;
                }
            } else {
                ::send(fd, reply.bytes.data(), reply.bytes.size(), MSG_NOSIGNAL);
            }
            if (reply.then == Then::hang) (void)readable(-1);
            if (reply.then != Then::keep_alive) return;
        }
    }
};

ScriptedServer::ScriptedServer(Script script) : impl_(std::make_unique<Impl>()) {
    auto& impl = *impl_;
    impl.script = std::move(script);
    impl.stop = ::eventfd(0, EFD_CLOEXEC);
    impl.listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(impl.listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(impl.listener, 16) != 0 ||
        ::getsockname(impl.listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot listen on loopback");
    impl.port = ntohs(address.sin_port);
    impl.acceptor = std::thread([&impl] { impl.accept_all(); });
}

ScriptedServer::~ScriptedServer() {
    ::eventfd_write(impl_->stop, 1);
    impl_->acceptor.join();
    for (auto& thread : impl_->threads)
        thread.join();
    ::close(impl_->listener);
    ::close(impl_->stop);
}

std::string ScriptedServer::origin() const {
    return "http://127.0.0.1:" + std::to_string(impl_->port);
}

std::string http_answer(int status, std::string_view headers, std::string_view body) {
    std::string answer = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
    answer.append(headers);
    answer += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    answer.append(body);
    return answer;
}

}  // namespace restante::tests
