#include "rpc/blocking_client.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <boost/json.hpp>
#include <thread>

#include "rpc/local_server.hpp"
#include "rpc/peer.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::rpc;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr auto limit = 20s;

/// A daemon of a few methods on a thread of its own, and a client of it.
class Daemon {
  public:
    Daemon() {
        int fds[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
        client = BlockingClient::over_socket(UniqueFd(fds[1]));
        auto methods = std::make_shared<Dispatcher>();
        methods->on_request("echo", [](const json::value& params, Responder responder) {
            responder.answer(json::serialize(params));
        });
        methods->on_request("fail", [](const json::value&, Responder responder) {
            responder.fail(Error{Errc::conflict, "changed meanwhile", "read it again"});
        });
        methods->on_request("chatty", [this](const json::value&, Responder responder) {
            peer.notify("note", "[1]");
            peer.call("ask", "", limit, [this](auto reply) { asked = reply.error().code; });
            peer.notify("note", "[2]");
            responder.answer("\"done\"");
        });
        methods->on_request("hang", [this](const json::value&, Responder responder) {
            hanging.emplace(std::move(responder));
            callback.emplace(hanging->stop_token(), [this] { hanging.reset(); });
            peer.notify("hanging", "");
        });
        methods->on_request("asked", [this](const json::value&, Responder responder) {
            responder.answer(fmt::format("\"{}\"", asked ? to_string(*asked) : "nothing"));
        });
        methods->on_request("leave", [this](const json::value&, const Responder&) { peer.close("leaving"); });
        peer = Peer::over_socket(loop, UniqueFd(fds[0]));
        peer.start(methods, nullptr);
        thread = std::thread([this] { loop.run(); });
    }
    ~Daemon() {
        loop.stop();
        thread.join();
    }

    std::optional<BlockingClient> client;

  private:
    Loop loop;
    Peer peer;
    std::optional<Errc> asked;
    std::optional<Responder> hanging;
    std::optional<std::stop_callback<std::function<void()>>> callback;
    std::thread thread;
};

}  // namespace

TEST_CASE("a blocking request gives the result") {
    Daemon daemon;
    for (int i = 0; i < 3; ++i) {
        const auto reply = daemon.client->request("echo", R"({"a":[1,2]})", limit);
        REQUIRE(reply);
        CHECK(json::serialize(*reply) == R"({"a":[1,2]})");
    }
    const auto big = fmt::format("[\"{}\"]", std::string(3UL * 1024 * 1024, 'x'));
    const auto reply = daemon.client->request("echo", big, limit);
    REQUIRE(reply);
    CHECK(json::serialize(*reply) == big);
}

TEST_CASE("the server's error comes with its Errc, message and hint") {
    Daemon daemon;
    const auto reply = daemon.client->request("fail", "", limit);
    REQUIRE_FALSE(reply);
    CHECK(reply.error() == Error{Errc::conflict, "changed meanwhile", "read it again"});
    CHECK(daemon.client->request("none", "", limit).error().code == Errc::unsupported);
}

TEST_CASE("while it waits, a client hears notifications and refuses the server's requests") {
    Daemon daemon;
    std::string heard;
    daemon.client->on_notification([&](std::string_view method, const json::value& params) {
        heard += fmt::format("{}{} ", method, json::serialize(params));
    });
    REQUIRE(daemon.client->request("chatty", "", limit));
    CHECK(heard == "note[1] note[2] ");
    CHECK(daemon.client->request("asked", "", limit)->as_string() == "unsupported");
}

TEST_CASE("a request that the server cannot read is answered at once, with what is wrong with it") {
    Daemon daemon;
    const auto reply = daemon.client->request("echo", "{\"text\":\"na\xefve\"}", limit);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().message.find("UTF-8") != std::string::npos);
    CHECK(json::serialize(*daemon.client->request("echo", "[3]", limit)) == "[3]");
}

TEST_CASE("after its deadline a request is given up, the server is told, and the client stays usable") {
    Daemon daemon;
    const auto reply = daemon.client->request("hang", "", 20ms);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code == Errc::deadline_exceeded);
    CHECK(json::serialize(*daemon.client->request("echo", "[3]", limit)) == "[3]");
}

TEST_CASE("a stopped request is cancelled at the server, and its answer is awaited") {
    Daemon daemon;
    std::stop_source stop;
    daemon.client->on_notification([&](std::string_view method, const json::value&) {
        if (method == "hanging") stop.request_stop();
    });
    const auto reply = daemon.client->request("hang", "", limit, stop.get_token());
    REQUIRE_FALSE(reply);
    CHECK(reply.error() == Error{Errc::cancelled, "the request was cancelled", {}});
    CHECK(json::serialize(*daemon.client->request("echo", "[3]", limit)) == "[3]");
}

TEST_CASE("a server that goes away is unavailable, then and later") {
    Daemon daemon;
    CHECK(daemon.client->request("leave", "", limit).error().code == Errc::unavailable);
    CHECK(daemon.client->request("echo", "", limit).error().code == Errc::unavailable);
}

TEST_CASE("garbage from the server is an error, not a hang") {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    const UniqueFd far(fds[0]);
    auto client = BlockingClient::over_socket(UniqueFd(fds[1]));
    std::string out;
    append_frame(out, "{}");
    out += "HTTP/1.1 400 Bad Request\r\n\r\n";
    REQUIRE(::send(far.get(), out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()));
    CHECK(client.request("x", "", limit).error().code == Errc::corrupt);
    const auto broken = client.request("x", "", limit);
    CHECK(broken.error().message ==
          "reading from the daemon: \"HTTP/1.1 400 Bad Request\" is not a header field");
    CHECK(client.request("x", "", limit).error().code == Errc::unavailable);
}

TEST_CASE("a server that does not read ends a huge request at its deadline") {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    const UniqueFd far(fds[0]);
    auto client = BlockingClient::over_socket(UniqueFd(fds[1]));
    const auto big = fmt::format("[\"{}\"]", std::string(8UL * 1024 * 1024, 'x'));
    CHECK(client.request("x", big, 20ms).error().code == Errc::deadline_exceeded);
}

TEST_CASE("waiting for notifications ends with one, at the deadline, or when stopped") {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    const UniqueFd far(fds[0]);
    auto client = BlockingClient::over_socket(UniqueFd(fds[1]));
    std::string heard;
    client.on_notification([&](std::string_view method, const json::value&) { heard += method; });
    std::string out;
    append_result(out, RequestId(9), "1");
    append_notification(out, "n", "");
    REQUIRE(::send(far.get(), out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()));
    CHECK(client.wait_notification(limit));
    CHECK(heard == "n");
    CHECK(client.wait_notification(1ms).error().code == Errc::deadline_exceeded);
    std::stop_source stop;
    stop.request_stop();
    CHECK(client.wait_notification(limit, stop.get_token()).error().code == Errc::cancelled);
}

TEST_CASE("a client reaches a server by its path") {
    const restante::tests::TempFolder folder;
    const auto path = folder / "s/s";
    Loop loop;
    Peer peer;
    auto methods = std::make_shared<Dispatcher>();
    methods->on_request("ping",
                        [](const json::value&, Responder responder) { responder.answer("\"pong\""); });
    auto server = LocalServer::listen(loop, path, StaleSocket::refuse, [&](UniqueFd fd) {
        peer = Peer::over_socket(loop, std::move(fd));
        peer.start(methods, nullptr);
    });
    REQUIRE(server);
    std::thread thread([&] { loop.run(); });
    auto client = BlockingClient::connect(path, limit);
    REQUIRE(client);
    CHECK(client->request("ping", "", limit)->as_string() == "pong");
    loop.stop();
    thread.join();
    CHECK(BlockingClient::connect(folder / "none", limit).error().code == Errc::unavailable);
}
