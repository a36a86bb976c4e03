#include "rpc/peer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <boost/json.hpp>
#include <csignal>
#include <stdexcept>
#include <thread>

using namespace restante;
using namespace restante::rpc;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr auto limit = 20s;  // only a hang takes that long

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

RequestHandler answering(std::string text) {
    return [text](const json::value&, Responder responder) { responder.answer(text); };
}

}  // namespace

TEST_CASE("a request is answered with its handler's text") {
    Fixture f;
    f.dispatcher->on_request("echo", [](const json::value& params, Responder responder) {
        responder.answer(json::serialize(params));
    });
    f.start();
    f.send(R"({"jsonrpc":"2.0","id":"x","method":"echo","params":{"a":[1,"ü"]}})");
    CHECK(f.receive() == R"({"jsonrpc":"2.0","id":"x","result":{"a":[1,"ü"]}})");
}

TEST_CASE("requests in one packet are answered in their order, and notifications are heard between them") {
    Fixture f;
    std::string heard;
    f.dispatcher->on_request("get",
                             [&](const json::value&, Responder responder) { responder.answer(heard); });
    f.dispatcher->on_notification("add",
                                  [&](const json::value& params) { heard += json::serialize(params); });
    f.start();
    std::string out;
    for (int i = 0; i < 3; ++i) {
        append_notification(out, "add", fmt::format("[{}]", i));
        append_request(out, i, "get", "");
    }
    f.send_raw(out);
    CHECK(f.receive(3) == std::vector<std::string>{R"({"jsonrpc":"2.0","id":0,"result":[0]})",
                                                   R"({"jsonrpc":"2.0","id":1,"result":[0][1]})",
                                                   R"({"jsonrpc":"2.0","id":2,"result":[0][1][2]})"});
}

TEST_CASE("an unknown method is answered so; an unknown notification is logged, and $/ ones are not") {
    Fixture f;
    f.dispatcher->on_request("known", answering("1"));
    f.start();
    f.notify("$/setTrace");
    f.notify("what");
    f.request(1, "what");
    CHECK(
        f.receive() ==
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no method \"what\" here","data":{"errc":"unsupported"}}})");
    CHECK(f.logged == std::vector<std::string>{"ignored a notification: no notification \"what\" here"});
}

TEST_CASE("the before hook can refuse requests, with a code of its own, and drop notifications") {
    Fixture f;
    bool ready = false;
    int heard = 0;
    f.dispatcher->before([&](std::string_view method, MessageKind) -> std::optional<ErrorAnswer> {
        if (ready || method == "initialize") return std::nullopt;
        return ErrorAnswer(code::server_not_initialized, Error{Errc::unavailable, "initialize first", {}});
    });
    f.dispatcher->on_request("initialize", [&](const json::value&, Responder responder) {
        ready = true;
        responder.answer("{}");
    });
    f.dispatcher->on_request("x", answering("1"));
    f.dispatcher->on_notification("n", [&](const json::value&) { ++heard; });
    f.start();
    f.request(1, "x");
    f.notify("n");
    f.request(2, "initialize");
    f.request(3, "x");
    f.notify("n");
    f.request(4, "x");
    const auto bodies = f.receive(4);
    CHECK(bodies[0].find("-32002") != std::string::npos);
    CHECK(bodies[2] == R"({"jsonrpc":"2.0","id":3,"result":1})");
    CHECK(heard == 1);
}

TEST_CASE("what a handler throws becomes an internal error, and the connection goes on") {
    Fixture f;
    f.dispatcher->on_request("bad",
                             [](const json::value&, const Responder&) { throw std::runtime_error("oh"); });
    f.dispatcher->on_request("odd", [](const json::value&, const Responder&) { throw 3; });
    f.dispatcher->on_notification("bad", [](const json::value&) { throw std::runtime_error("oh"); });
    f.dispatcher->on_request("good", answering("1"));
    f.start();
    f.request(1, "bad");
    f.request(2, "odd");
    f.notify("bad");
    f.request(3, "good");
    CHECK(
        f.receive(3) ==
        std::vector<std::string>{
            R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"oh","data":{"errc":"internal"}}})",
            R"({"jsonrpc":"2.0","id":2,"error":{"code":-32603,"message":"an exception of unknown type","data":{"errc":"internal"}}})",
            R"({"jsonrpc":"2.0","id":3,"result":1})"});
    CHECK(f.logged ==
          std::vector<std::string>{"bad threw: oh", "odd threw", "ignored a notification: bad: oh"});
}

TEST_CASE("a handler that answers and then throws has answered once") {
    Fixture f;
    f.dispatcher->on_request("x", [](const json::value&, Responder responder) {
        responder.answer("1");
        throw std::runtime_error("too late");
    });
    f.dispatcher->on_request("y", answering("2"));
    f.start();
    f.request(1, "x");
    f.request(2, "y");
    CHECK(f.receive(2) == std::vector<std::string>{R"({"jsonrpc":"2.0","id":1,"result":1})",
                                                   R"({"jsonrpc":"2.0","id":2,"result":2})"});
}

TEST_CASE("a dropped Responder answers with an internal error") {
    Fixture f;
    std::optional<Responder> kept;
    f.dispatcher->on_request("drop", [](const json::value&, const Responder&) {});
    f.dispatcher->on_request("keep",
                             [&](const json::value&, Responder responder) { kept = std::move(responder); });
    f.start();
    f.request(1, "drop");
    f.request(2, "keep");
    CHECK(
        f.receive() ==
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"the request was dropped without an answer","data":{"errc":"internal"}}})");
    REQUIRE(f.until([&] { return kept.has_value(); }));
    kept.reset();
    CHECK(f.receive().starts_with(R"({"jsonrpc":"2.0","id":2,"error":{"code":-32603)"));
    CHECK(f.peer.requests_in_progress() == 0);
}

TEST_CASE(
    "$/cancelRequest stops the token; a cancelled request that is dropped is answered RequestCancelled") {
    Fixture f;
    std::optional<Responder> kept;
    std::stop_token token;
    f.dispatcher->on_request("long", [&](const json::value&, Responder responder) {
        token = responder.stop_token();
        kept = std::move(responder);
    });
    f.start();
    f.request(7, "long");
    f.notify("$/cancelRequest", R"({"id":8})");
    f.notify("$/cancelRequest", R"({"id":"7"})");
    f.notify("$/cancelRequest");
    REQUIRE(f.until([&] { return kept && f.logged.size() == 1; }));
    CHECK_FALSE(token.stop_requested());
    f.notify("$/cancelRequest", R"({"id":7})");
    REQUIRE(f.until([&] { return token.stop_requested(); }));
    CHECK(kept->cancelled());
    kept.reset();
    CHECK(
        f.receive() ==
        R"({"jsonrpc":"2.0","id":7,"error":{"code":-32800,"message":"the request was cancelled","data":{"errc":"cancelled"}}})");
}

TEST_CASE("a handler may answer from the stop callback") {
    Fixture f;
    std::optional<Responder> kept;
    std::optional<std::stop_callback<std::function<void()>>> callback;
    f.dispatcher->on_request("long", [&](const json::value&, Responder responder) {
        kept = std::move(responder);
        callback.emplace(kept->stop_token(), [&] { kept->fail(Error{Errc::cancelled, "stopped", {}}); });
    });
    f.start();
    f.send(R"({"jsonrpc":"2.0","id":"s","method":"long"})");
    f.notify("$/cancelRequest", R"({"id":"s"})");
    CHECK(f.receive().find("stopped") != std::string::npos);
}

TEST_CASE("what was done is answered although it was cancelled") {
    Fixture f;
    std::optional<Responder> kept;
    f.dispatcher->on_request("long",
                             [&](const json::value&, Responder responder) { kept = std::move(responder); });
    f.start();
    f.request(7, "long");
    f.notify("$/cancelRequest", R"({"id":7})");
    REQUIRE(f.until([&] { return kept && kept->cancelled(); }));
    CHECK(kept->stop_token().stop_requested());  // asked for late, and still right
    kept->answer("1");
    CHECK(f.receive() == R"({"jsonrpc":"2.0","id":7,"result":1})");
}

TEST_CASE("an answer may come from another thread") {
    Fixture f;
    std::vector<std::thread> threads;
    f.dispatcher->on_request("work", [&](const json::value&, Responder responder) {
        threads.emplace_back([r = std::move(responder)]() mutable { r.answer("1"); });
    });
    f.dispatcher->on_request("lose", [&](const json::value&, Responder responder) {
        threads.emplace_back([r = std::move(responder)] {});
    });
    f.start();
    f.request(1, "work");
    CHECK(f.receive() == R"({"jsonrpc":"2.0","id":1,"result":1})");
    f.request(2, "lose");
    CHECK(f.receive().find("dropped") != std::string::npos);
    for (auto& thread : threads)
        thread.join();
}

TEST_CASE("an id in use is refused, and free again after its answer") {
    Fixture f;
    std::optional<Responder> kept;
    f.dispatcher->on_request("long",
                             [&](const json::value&, Responder responder) { kept = std::move(responder); });
    f.dispatcher->on_request("x", answering("1"));
    f.start();
    f.request(1, "long");
    f.request(1, "x");
    CHECK(f.receive().find("-32600") != std::string::npos);
    kept->answer("2");
    f.request(1, "x");
    CHECK(f.receive(2).back() == R"({"jsonrpc":"2.0","id":1,"result":1})");
}

TEST_CASE("requests in progress are bounded, and the next one is told to wait") {
    Fixture f({.requests_in_progress_max = 2});
    std::vector<Responder> kept;
    f.dispatcher->on_request("long", [&](const json::value&, Responder r) { kept.push_back(std::move(r)); });
    f.start();
    for (int i = 1; i <= 3; ++i)
        f.request(i, "long");
    CHECK(f.receive().starts_with(R"({"jsonrpc":"2.0","id":3,"error":{"code":1007,)"));
    CHECK(kept.size() == 2);
}

TEST_CASE("bad messages are answered, and the connection goes on") {
    Fixture f({.limits = {8192, 100}});
    f.dispatcher->on_request("x", answering("1"));
    f.start();
    f.send("nonsense");
    f.send("[]");
    f.send(R"({"jsonrpc":"2.0","id":4})");
    f.send(R"({"jsonrpc":"2.0","result":4})");
    f.send(R"({"jsonrpc":"2.0","id":99,"result":4})");
    f.send("{\"jsonrpc\":\"\xff\"}");
    f.send(std::string(101, ' '));
    f.request(5, "x");
    const auto bodies = f.receive(6);
    CHECK(bodies[0].starts_with(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,)"));
    CHECK(bodies[1].starts_with(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,)"));
    CHECK(bodies[2].starts_with(R"({"jsonrpc":"2.0","id":4,"error":{"code":-32600,)"));
    CHECK(bodies[3].starts_with(
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not UTF-8)"));
    CHECK(bodies[4].find(
              "a message of 101 bytes is over the limit of 100\",\"data\":{\"errc\":\"too_large\"}") !=
          std::string::npos);
    CHECK(bodies[5] == R"({"jsonrpc":"2.0","id":5,"result":1})");
    CHECK(f.logged.size() == 3);
}

TEST_CASE("a malformed header is answered, and ends the connection with its reason") {
    Fixture f;
    f.start();
    f.send_raw("{\"jsonrpc\":\"2.0\"}");
    CHECK(f.receive().find("a header cannot start with '{'") != std::string::npos);
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(*f.closed == "a header cannot start with '{'");
    CHECK_FALSE(f.peer.is_open());
    char c = 0;
    CHECK(::recv(f.far.get(), &c, 1, MSG_DONTWAIT) == 0);
}

TEST_CASE("a client that does not read is cut off at the bound") {
    Fixture f({.send_queue_bytes_max = 1024UL * 1024});
    f.start();
    const auto params = fmt::format("[\"{}\"]", std::string(64UL * 1024, 'a'));
    for (int i = 0; i < 1000 && f.peer.is_open(); ++i) {
        f.peer.notify("n", params);
        CHECK(f.peer.queued_bytes() <= 1024UL * 1024);
        (void)f.loop.run_until([] { return true; }, limit);
    }
    CHECK_FALSE(f.peer.is_open());
    REQUIRE(f.until([&] { return f.closed.has_value(); }));
    CHECK(f.closed->find("over the limit of 1048576") != std::string::npos);
}

TEST_CASE("an answer far larger than the socket's buffer arrives whole") {
    Fixture f;
    const std::string text = fmt::format("\"{}\"", std::string(8UL * 1024 * 1024, 'b'));
    f.dispatcher->on_request("big", answering(text));
    f.start();
    f.request(1, "big");
    CHECK(f.receive() == fmt::format(R"({{"jsonrpc":"2.0","id":1,"result":{}}})", text));
    CHECK(f.peer.queued_bytes() == 0);
}

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
