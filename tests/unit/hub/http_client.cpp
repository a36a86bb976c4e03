#include "unit/hub/http_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace restante::tests {

struct HttpClient::Impl {
    int fd = -1;
    SSL_CTX* context = nullptr;
    SSL* tls = nullptr;
    std::string buffer;
    bool timed_out = false;

    ~Impl() {
        SSL_free(tls);
        SSL_CTX_free(context);
        if (fd >= 0) ::close(fd);
    }

    /// False at the end.
    bool more() {
        char bytes[65536];
        const auto size = tls ? SSL_read(tls, bytes, sizeof bytes) : ::recv(fd, bytes, sizeof bytes, 0);
        if (size <= 0) {
            timed_out = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
            return false;
        }
        buffer.append(bytes, static_cast<std::size_t>(size));
        return true;
    }
    bool have(std::size_t size) {
        while (buffer.size() < size)
            if (!more()) return false;
        return true;
    }
    std::optional<std::string> take(std::size_t size) {
        if (!have(size)) return std::nullopt;
        auto out = buffer.substr(0, size);
        buffer.erase(0, size);
        return out;
    }
    std::optional<std::string> line() {
        for (;;) {
            if (const auto end = buffer.find("\r\n"); end != buffer.npos) {
                auto out = buffer.substr(0, end);
                buffer.erase(0, end + 2);
                return out;
            }
            if (!more()) return std::nullopt;
        }
    }
    std::optional<std::string> chunks() {
        std::string out;
        for (;;) {
            const auto size = line();
            if (!size) return std::nullopt;
            const auto chunk = take(std::stoul(*size, nullptr, 16));
            if (!chunk || !line()) return std::nullopt;
            if (chunk->empty()) return out;
            out += *chunk;
        }
    }
};

HttpClient::HttpClient(std::uint16_t port, Transport transport) : impl_(std::make_unique<Impl>()) {
    impl_->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    const int on = 1;
    ::setsockopt(impl_->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(impl_->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(impl_->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(impl_->fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to the hub");
    if (transport == Transport::plain) return;
    impl_->context = SSL_CTX_new(TLS_client_method());
    impl_->tls = SSL_new(impl_->context);
    SSL_set_fd(impl_->tls, impl_->fd);
    if (SSL_connect(impl_->tls) != 1) throw std::runtime_error("TLS handshake failed");
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

bool HttpClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto size = impl_->tls ? SSL_write(impl_->tls, bytes.data(), static_cast<int>(bytes.size()))
                                     : ::send(impl_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

std::optional<HttpAnswer> HttpClient::read(bool head_only) {
    HttpAnswer answer;
    auto line = impl_->line();
    if (!line || line->size() < 12) return std::nullopt;
    answer.status = std::stoi(line->substr(9, 3));
    while ((line = impl_->line()) && !line->empty()) {
        const auto colon = line->find(": ");
        auto name = line->substr(0, colon);
        for (auto& c : name)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        answer.headers[name] = line->substr(colon + 2);
    }
    if (!line) return std::nullopt;
    if (head_only || answer.status == 100) return answer;
    auto body = answer.header("transfer-encoding") == "chunked"
                    ? impl_->chunks()
                    : impl_->take(std::stoul(answer.header("content-length")));
    if (!body) return std::nullopt;
    answer.body = std::move(*body);
    return answer;
}

bool HttpClient::closed() {
    return impl_->buffer.empty() && !impl_->more() && !impl_->timed_out;
}

std::optional<HttpAnswer> HttpClient::request(std::string_view method, std::string_view target,
                                              std::string_view headers, std::string_view body) {
    auto text = fmt::format("{} {} HTTP/1.1\r\nHost: hub\r\n{}", method, target, headers);
    if (!body.empty() || method == "POST") text += fmt::format("Content-Length: {}\r\n", body.size());
    text += "\r\n";
    if (!send(text.append(body))) return std::nullopt;
    return read();
}

}  // namespace restante::tests
