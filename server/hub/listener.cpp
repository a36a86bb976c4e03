#include "hub/listener.hpp"

namespace restante::hub {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

/// Telling a client that there is no room takes a connection as well; beyond so many it is only closed.
constexpr std::size_t refusing_max = 64;
/// With no file descriptor left, accepting again at once would only burn the processor.
constexpr std::chrono::milliseconds pause_after_failure{100};

}  // namespace

Result<void> Listener::listen(const std::string& address, std::uint16_t port) {
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error) return fail(Errc::invalid_argument, "{} is no IP address to listen on", address);
    const tcp::endpoint endpoint(ip, port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return fail(error == asio::error::address_in_use ? Errc::unavailable : Errc::io,
                    "cannot listen on {} port {}: {}", address, port, error.message());
    accept();
    return {};
}

std::uint16_t Listener::port() const {
    error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
}

void Listener::accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
        if (!acceptor_.is_open()) return;
        if (!error) {
            taken(std::move(socket));
            accept();
            return;
        }
        if (error == asio::error::operation_aborted) return;
        pause_.expires_after(pause_after_failure);
        pause_.async_wait([this](error_code cancelled) {
            if (!cancelled && acceptor_.is_open()) accept();
        });
    });
}

void Listener::taken(tcp::socket socket) {
    const bool full = connections_.size() - refusing_ >= context_.api.limits().connections_max;
    if (full && refusing_ >= refusing_max) return;  // closed with the socket
    if (full) ++refusing_;
    const auto number = next_number_++;
    auto ended = [this, number, full] {
        if (full) --refusing_;
        connections_.erase(number);
        if (connections_.empty() && closed_) closed_();
    };
    connections_.emplace(number, start_connection(std::move(socket), context_, tls_,
                                                  full ? Service::refuse : Service::serve, std::move(ended)));
}

void Listener::drain(std::function<void()> closed) {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    closed_ = std::move(closed);
    if (connections_.empty()) return closed_();
    for (auto& [number, connection] : connections_)
        connection->drain();
}

void Listener::abort() {
    for (auto& [number, connection] : connections_)
        connection->abort();
}

}  // namespace restante::hub
