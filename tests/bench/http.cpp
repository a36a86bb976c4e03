#include "bench/http.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace restante::bench {

Http::Http(std::uint16_t port, std::string token)
    : socket_(must_call(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")),
      token_(std::move(token)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    must_call(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address),
              "connecting to the hub");
    const int one = 1;
    ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

void Http::receive() {
    char chunk[64 * 1024];
    const auto got = must_call(static_cast<int>(::recv(socket_.get(), chunk, sizeof chunk, 0)), "the hub");
    if (got == 0) throw CannotRun("the hub closed the connection");
    in_.append(chunk, static_cast<std::size_t>(got));
}

std::string Http::take(std::size_t bytes) {
    while (in_.size() < bytes)
        receive();
    auto out = in_.substr(0, bytes);
    in_.erase(0, bytes);
    return out;
}

std::string Http::take_line() {
    auto end = in_.find("\r\n");
    for (; end == std::string::npos; end = in_.find("\r\n"))
        receive();
    auto line = take(end + 2);
    line.resize(end);
    return line;
}

std::string Http::exchange(std::string_view method, std::string_view path, std::string_view content_type,
                           std::string_view body) {
    auto request = fmt::format(
        "{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: "
        "{}\r\nContent-Length: {}\r\n\r\n",
        method, path, token_, content_type, body.size());
    request += body;
    for (std::string_view left = request; !left.empty();)
        left.remove_prefix(static_cast<std::size_t>(must_call(
            static_cast<int>(::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL)), "the hub")));
    const auto status = take_line();
    std::size_t length = 0;
    bool chunked = false;
    for (auto header = take_line(); !header.empty(); header = take_line()) {
        for (auto& c : header)
            c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        if (header.starts_with("content-length:")) length = std::stoul(header.substr(15));
        if (header.starts_with("transfer-encoding:")) chunked = header.find("chunked") != std::string::npos;
    }
    std::string answer;
    if (chunked) {
        for (;;) {
            const auto size = std::stoul(take_line(), nullptr, 16);
            answer += take(size);
            (void)take_line();
            if (size == 0) break;
        }
    } else {
        answer = take(length);
    }
    if (status.find(" 200") == std::string::npos)
        throw CannotRun(fmt::format("{} {}: {}: {}", method, path, status, answer));
    return answer;
}

std::string Http::post(std::string_view path, std::string_view content_type, std::string_view body) {
    return exchange("POST", path, content_type, body);
}

}  // namespace restante::bench
