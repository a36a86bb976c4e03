#include "unit/rpc/peer_fixture.hpp"

#include <fcntl.h>
#include <csignal>
#include <stdexcept>

using namespace restante;
using namespace restante::rpc;
using namespace std::chrono_literals;

TEST_CASE("a call gets its reply, and errors keep their Errc") {
    Fixture f;
    f.start();
    std::vector<std::string> replies;
    const auto note = [&](Result<const json::value*> reply) {
        replies.push_back(reply ? json::serialize(**reply) : std::string(to_string(reply.error().code)));
    };
    CHECK(f.peer.call("ask", "[1]", limit, note) == 1);
    CHECK(f.peer.call("ask", "", limit, note) == 2);
    CHECK(f.receive(2) == std::vector<std::string>{R"({"jsonrpc":"2.0","id":1,"method":"ask","params":[1]})",
                                                   R"({"jsonrpc":"2.0","id":2,"method":"ask"})"});
    f.send(R"({"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"m","data":{"errc":"conflict"}}})");
    f.send(R"({"jsonrpc":"2.0","id":1,"result":{"yes":true}})");
    f.send(R"({"jsonrpc":"2.0","id":1,"result":"again"})");
    REQUIRE(f.until([&] { return replies.size() == 2 && f.logged.size() == 1; }));
    CHECK(replies == std::vector<std::string>{"conflict", R"({"yes":true})"});
}

TEST_CASE("a call without a reply ends at its deadline, and a late reply is ignored") {
    Fixture f;
    f.start();
    std::optional<Errc> ended;
    f.peer.call("ask", "", 1ms, [&](auto reply) { ended = reply.error().code; });
    REQUIRE(f.until([&] { return ended.has_value(); }));
    CHECK(*ended == Errc::deadline_exceeded);
    f.send(R"({"jsonrpc":"2.0","id":1,"result":1})");
    REQUIRE(f.until([&] { return !f.logged.empty(); }));
}

TEST_CASE("a call can be cancelled, and its reply still comes") {
    Fixture f;
    f.start();
    std::optional<Errc> ended;
    const auto id = f.peer.call("ask", "", limit, [&](auto reply) { ended = reply.error().code; });
    f.peer.cancel(id);
    f.peer.cancel(id + 1);
    CHECK(f.receive(2).back() == R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}})");
    f.send(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32800,"message":""}})");
    REQUIRE(f.until([&] { return ended.has_value(); }));
    CHECK(*ended == Errc::cancelled);
}

TEST_CASE("calls in progress are bounded") {
    Fixture f({.calls_in_progress_max = 1});
    f.start();
    std::optional<Errc> ended;
    f.peer.call("a", "", limit, [](auto) {});
    f.peer.call("b", "", limit, [&](auto reply) { ended = reply.error().code; });
    REQUIRE(f.until([&] { return ended.has_value(); }));
    CHECK(*ended == Errc::rate_limited);
}

TEST_CASE("when the other side goes away, requests are stopped, calls fail, and the owner is told once") {
    Fixture f;
    std::optional<Responder> kept;
    std::stop_token token;
    f.dispatcher->on_request("long", [&](const json::value&, Responder responder) {
        token = responder.stop_token();
        kept = std::move(responder);
    });
    f.start();
    std::optional<Errc> ended;
    f.peer.call("ask", "", limit, [&](auto reply) { ended = reply.error().code; });
    f.request(1, "long");
    REQUIRE(f.until([&] { return kept.has_value(); }));
    f.far.reset();
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(token.stop_requested());
    CHECK(*ended == Errc::unavailable);
    kept->answer("1");  // into the void
    ended.reset();
    f.peer.call("ask", "", limit, [&](auto reply) { ended = reply.error().code; });
    REQUIRE(f.until([&] { return ended.has_value(); }));
    CHECK(*ended == Errc::unavailable);
}

TEST_CASE("whoever only ends its own writing still gets its answers") {
    Fixture f;
    std::optional<Responder> kept;
    f.dispatcher->on_request("long",
                             [&](const json::value&, Responder responder) { kept = std::move(responder); });
    f.dispatcher->on_request("x", answering("1"));
    f.start();
    f.request(1, "long");
    f.request(2, "x");
    ::shutdown(f.far.get(), SHUT_WR);
    CHECK(f.receive() == R"({"jsonrpc":"2.0","id":2,"result":1})");
    CHECK_FALSE(f.closed);
    kept->answer("2");
    CHECK(f.receive() == R"({"jsonrpc":"2.0","id":1,"result":2})");
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(*f.closed == "the stream ended");
}

TEST_CASE("a stream that ends inside a message says so") {
    Fixture f;
    f.start();
    f.send_raw("Content-Length: 10\r\n\r\n{");
    f.far.reset();
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(*f.closed == "the stream ended in the middle of a message");
}

TEST_CASE("finish lets what is queued arrive first") {
    Fixture f;
    f.dispatcher->on_request("exit", [&](const json::value&, Responder responder) {
        responder.answer("null");
        f.peer.notify("bye", "");
        f.peer.finish("asked to");
    });
    f.start();
    f.request(1, "exit");
    CHECK(f.receive(2).back() == R"({"jsonrpc":"2.0","method":"bye"})");
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(*f.closed == "asked to");
}

TEST_CASE("a handler may destroy the peer it serves, and nobody is told afterwards") {
    Fixture f;
    f.dispatcher->on_request("die", [&](const json::value&, Responder responder) {
        f.peer.call("ask", "", limit, [](auto) { FAIL("told after the end"); });
        f.peer = Peer();
        responder.answer("1");
    });
    f.start();
    f.request(1, "die");
    f.request(2, "die");
    char c = 0;
    REQUIRE(f.until([&] {
        f.loop.post([] {});
        const auto n = ::recv(f.far.get(), &c, 1, MSG_DONTWAIT);
        return n == 0 || (n < 0 && errno == ECONNRESET);
    }));
    bool later = false;
    f.loop.post([&] { later = true; });
    REQUIRE(f.until([&] { return later; }));
    CHECK_FALSE(f.closed);
}

TEST_CASE("two pipes serve as well as a socket, and are left as they were") {
    Fixture f;
    int to[2];
    int from[2];
    REQUIRE(::pipe(to) == 0);
    REQUIRE(::pipe(from) == 0);
    const UniqueFd to_read(to[0]), to_write(to[1]), from_read(from[0]), from_write(from[1]);
    auto peer = Peer::over_descriptors(f.loop, to[0], from[1]);
    REQUIRE(peer);
    f.dispatcher->on_request("x", answering("1"));
    peer->start(f.dispatcher, [&](const std::string& reason) { f.closed = reason; });
    std::string out;
    append_request(out, 1, "x", "");
    REQUIRE(::write(to[1], out.data(), out.size()) == static_cast<ssize_t>(out.size()));
    ::close(to[1]);
    (void)const_cast<UniqueFd&>(to_write).release();
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    std::string got(200, '\0');
    got.resize(static_cast<std::size_t>(::read(from[0], got.data(), got.size())));
    CHECK(got.ends_with(R"({"jsonrpc":"2.0","id":1,"result":1})"));
    CHECK((::fcntl(to[0], F_GETFL) & O_NONBLOCK) == 0);
    CHECK((::fcntl(from[1], F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("requests from a regular file are answered, though a file cannot be waited for") {
    Fixture f;
    std::string out;
    append_request(out, 1, "x", "");
    const UniqueFd file(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    REQUIRE(file);
    REQUIRE(::pwrite(file.get(), out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()));
    auto peer = Peer::over_descriptors(f.loop, file.get(), f.far.get());
    REQUIRE(peer);
    bool asked = false;
    f.dispatcher->on_request("x", [&](const json::value&, Responder responder) {
        asked = true;
        responder.answer("1");
    });
    peer->start(f.dispatcher, [&](const std::string& reason) { f.closed = reason; });
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(asked);
    CHECK(*f.closed == "the stream ended");
}

TEST_CASE("a cancelled timer does not run; a loop tells of signals") {
    Fixture f;
    bool cancelled_ran = false;
    int signals = 0;
    auto timer = f.loop.after(0ms, [&] { cancelled_ran = true; });
    f.loop.on_signal({SIGUSR1}, [&](int signal) { signals += signal == SIGUSR1 ? 1 : 0; });
    timer.cancel();
    ::raise(SIGUSR1);
    REQUIRE(f.until([&] { return signals == 1; }));
    ::raise(SIGUSR1);
    REQUIRE(f.until([&] { return signals == 2; }));
    CHECK_FALSE(cancelled_ran);
}
