// A peer on one end of a socket pair, and the other end driven by hand. For the tests of rpc::Peer.
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include "rpc/peer.hpp"

#include <boost/json.hpp>
#include <thread>

namespace restante::rpc {

using namespace std::chrono_literals;
namespace json = boost::json;

inline constexpr auto limit = 20s;  // only a hang takes that long

/// A peer, and the other end of its connection, driven by hand.
struct Fixture {
    explicit Fixture(PeerOptions options = {}) {
        int fds[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
        far.reset(fds[1]);
        options.log = [this](std::string_view line) { logged.emplace_back(line); };
        peer = Peer::over_socket(loop, UniqueFd(fds[0]), std::move(options));
    }

    void start() {
        peer.start(dispatcher, [this](const std::string& reason) { closed = reason; });
    }

    void send_raw(std::string_view bytes) const {
        REQUIRE(::send(far.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(bytes.size()));
    }
    void send(std::string_view body) const {
        std::string out;
        append_frame(out, body);
        send_raw(out);
    }
    void request(std::int64_t id, std::string_view method, std::string_view params = "") const {
        std::string out;
        append_request(out, id, method, params);
        send_raw(out);
    }
    void notify(std::string_view method, std::string_view params = "") const {
        std::string out;
        append_notification(out, method, params);
        send_raw(out);
    }

    /// Runs the loop until the peer has sent this many messages more, and gives them.
    std::vector<std::string> receive(std::size_t count) {
        std::vector<std::string> bodies;
        const bool arrived = loop.run_until(
            [&] {
                while (bodies.size() < count && decoder.next() == FrameStatus::message)
                    bodies.emplace_back(decoder.body());
                if (bodies.size() == count) return true;
                const auto space = decoder.prepare(65536);
                const auto n = ::recv(far.get(), space.data(), space.size(), MSG_DONTWAIT);
                if (n > 0) decoder.commit(static_cast<std::size_t>(n));
                if (n > 0) loop.post([] {});  // look again at once
                return false;
            },
            limit);
        REQUIRE(arrived);
        return bodies;
    }
    std::string receive() { return receive(1).front(); }
    bool until(const std::function<bool()>& condition) { return loop.run_until(condition, limit); }

    Loop loop;
    UniqueFd far;
    std::vector<std::string> logged;
    std::optional<std::string> closed;
    std::shared_ptr<Dispatcher> dispatcher = std::make_shared<Dispatcher>();
    FrameDecoder decoder;
    Peer peer;
};

inline RequestHandler answering(const std::string& text) {
    return [text](const json::value&, Responder responder) { responder.answer(text); };
}

}  // namespace restante::rpc
