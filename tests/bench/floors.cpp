#include "bench/floors.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <boost/json.hpp>
#include <filesystem>

#include "rpc/local_socket.hpp"

namespace restante::bench {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

/// One connection of the echo server: reads a frame, parses it, answers, reads on.
class EchoConnection {
  public:
    explicit EchoConnection(asio::local::stream_protocol::socket socket) : socket_(std::move(socket)) {
        read();
    }

  private:
    void read() {
        socket_.async_read_some(asio::buffer(chunk_),
                                [this](boost::system::error_code error, std::size_t got) {
                                    if (error) return;
                                    in_.append(chunk_, got);
                                    take();
                                });
    }
    void take() {
        const auto end = in_.find("\r\n\r\n");
        if (end == std::string::npos) return read();
        const auto length = std::stoul(in_.substr(in_.find(':') + 1));
        if (in_.size() < end + 4 + length) return read();
        const auto request = json::parse(json::string_view(in_).substr(end + 4, length));
        in_.erase(0, end + 4 + length);
        const auto body = json::serialize(json::object{
            {"jsonrpc", "2.0"},
            {"id", request.at("id")},
            {"result", {{"version", "0.1.0"}, {"protocolVersion", 1}, {"pid", 12345}}},
        });
        out_ = fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
        asio::async_write(socket_, asio::buffer(out_), [this](boost::system::error_code error, std::size_t) {
            if (!error) take();
        });
    }

    asio::local::stream_protocol::socket socket_;
    char chunk_[64 * 1024];
    std::string in_;
    std::string out_;
};

void serve_echo(const std::string& path, int ready) {
    asio::io_context context(1);
    asio::local::stream_protocol::acceptor acceptor(context, asio::local::stream_protocol::endpoint(path));
    std::vector<std::unique_ptr<EchoConnection>> connections;
    std::function<void()> accept = [&] {
        acceptor.async_accept(
            [&](boost::system::error_code error, asio::local::stream_protocol::socket socket) {
                if (error) return;
                connections.push_back(std::make_unique<EchoConnection>(std::move(socket)));
                accept();
            });
    };
    accept();
    (void)!::write(ready, "\n", 1);
    context.run();
}

constexpr std::string_view http_answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 62\r\n\r\n"
    "{\"results\":[{\"id\":\"0123456789abcdefghjkmnpqrs\",\"status\":\"ok\"}]}";

/// Requests come one at a time, with a body that ends in a line break, as ours does.
void serve_http(int listening) {
    const int socket = ::accept(listening, nullptr, nullptr);
    const int one = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    char chunk[8192];
    for (;;) {
        const auto got = ::recv(socket, chunk, sizeof chunk, 0);
        if (got <= 0) return;
        if (chunk[got - 1] == '\n')
            (void)::send(socket, http_answer.data(), http_answer.size(), MSG_NOSIGNAL);
    }
}

}  // namespace

EchoServer::EchoServer()
    : folder_(std::filesystem::temp_directory_path().string()), path_(folder_.path() + "/echo") {
    auto ready = make_pipe();
    process_ = Process::forked([&] { serve_echo(path_, ready.writing.get()); });
    (void)read_line(ready.reading.get(), "the echo server");
}

HttpEcho::HttpEcho() {
    const UniqueFd listening(must_call(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    must_call(::bind(listening.get(), generic, size), "bind");
    must_call(::listen(listening.get(), 1), "listen");
    must_call(::getsockname(listening.get(), generic, &size), "getsockname");
    process_ = Process::forked([&] { serve_http(listening.get()); });
    socket_ = UniqueFd(must_call(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    must_call(::connect(socket_.get(), generic, size), "connect");
    const int one = 1;
    ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const std::string body = std::string(599, 'x') + "\n";
    request_ = fmt::format(
        "POST /v1/spaces/bench/ops HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{}",
        std::string(43, 't'), body.size(), body);
}

void HttpEcho::exchange() {
    must_call(static_cast<int>(::send(socket_.get(), request_.data(), request_.size(), MSG_NOSIGNAL)),
              "sending");
    std::size_t have = 0;
    char chunk[4096];
    while (have < http_answer.size()) {
        const auto got =
            must_call(static_cast<int>(::recv(socket_.get(), chunk, sizeof chunk, 0)), "receiving");
        if (got == 0) throw CannotRun("the HTTP echo ended");
        have += static_cast<std::size_t>(got);
    }
}

DurableAppend::DurableAppend(const std::string& folder)
    : folder_(folder),
      file_(must_call(
          ::open((folder_.path() + "/log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600),
          folder_.path())),
      block_(4096, 'x') {}

void DurableAppend::append() {
    if (::write(file_.get(), block_.data(), block_.size()) != static_cast<ssize_t>(block_.size()))
        must_call(-1, "a 4 KiB write");
    must_call(::fdatasync(file_.get()), "fdatasync");
}

void spawn_and_wait(const Spawn& what) {
    if (const int status = Process::spawn(what).wait(); status != 0)
        throw CannotRun(fmt::format("{} ended with {}", what.argv[0], status));
}

}  // namespace restante::bench
