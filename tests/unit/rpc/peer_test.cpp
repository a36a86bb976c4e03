#include "unit/rpc/peer_fixture.hpp"

#include <stdexcept>

using namespace restante;
using namespace restante::rpc;
using namespace std::chrono_literals;

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
