#include "sync/hub_client.hpp"

#include <doctest/doctest.h>

#include <future>

#include "support/scripted_server.hpp"
#include "sync/answers.hpp"
#include "sync/gzip.hpp"
#include "sync/http_text.hpp"

using namespace restante;
using namespace restante::sync;
using restante::tests::http_answer;
using restante::tests::ScriptedServer;
using Then = ScriptedServer::Then;

namespace {

const std::string epoch_header = "Restante-Epoch: 01hf7yhsy93k72gqhdkva6m18w\r\n";
const std::string op_text = "01hf7yhsy93k72gqhdkva6m18x";
const std::string cursor = "01hf7yhsy93k72gqhdkva6m18w.1.0123456789abcdef";
const std::string pull_body = "{\"actor\":\"a\"}\n{\"cursor\":\"" + cursor + "\",\"more\":false}\n";

std::unique_ptr<HubClient> client_of(const ScriptedServer& server, HubDeadlines deadlines = {}) {
    HubOptions options;
    options.origin = server.origin();
    options.token = "secret-token";
    options.deadlines = deadlines;
    auto client = HubClient::create(std::move(options));
    REQUIRE(client);
    return std::move(*client);
}

/// Waits for the one answer; the client's deadlines bound the wait.
tl::expected<PushAnswer, Failure> push(HubClient& client, std::string body = "{\"actor\":1}\n") {
    std::promise<tl::expected<PushAnswer, Failure>> promise;
    client.push("team", std::move(body), [&](auto answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
}

struct Pulled {
    std::vector<Chunk> chunks;
    std::optional<Failure> failure;
};

Pulled pull(HubClient& client, Pull request = {1, "", 10, 0}) {
    Pulled pulled;
    std::promise<void> over;
    client.pull(
        "team", request,
        [&](HubClient::CallId call, Chunk chunk) {
            pulled.chunks.push_back(std::move(chunk));
            client.chunk_done(call);
        },
        [&](std::optional<Failure> failure) {
            pulled.failure = std::move(failure);
            over.set_value();
        });
    over.get_future().get();
    return pulled;
}

Failure push_failure(ScriptedServer::Reply reply, HubDeadlines deadlines = {}) {
    ScriptedServer server([&](const auto&) { return reply; });
    const auto answer = push(*client_of(server, deadlines));
    REQUIRE_FALSE(answer);
    return answer.error();
}

Pulled pull_from(ScriptedServer::Reply reply, HubDeadlines deadlines = {}) {
    ScriptedServer server([&](const auto&) { return reply; });
    return pull(*client_of(server, deadlines));
}

}  // namespace

TEST_CASE("a push carries the token and the ops, and its results come back in order") {
    ScriptedServer::Request seen;
    ScriptedServer server([&](const auto& request) {
        seen = request;
        return ScriptedServer::Reply{
            http_answer(200, epoch_header,
                        R"({"results":[{"id":")" + op_text + R"(","status":"accepted","seq":7},)" +
                            R"({"id":"","status":"rejected","code":"corrupt","reason":"no op"}],"new":1})")};
    });
    const auto answer = push(*client_of(server), "{\"actor\":1}\n{}\n");
    REQUIRE(answer);
    CHECK(seen.line == "POST /v1/spaces/team/ops HTTP/1.1");
    CHECK(seen.has("Authorization: Bearer secret-token\r\n"));
    CHECK(seen.has("Content-Type: application/x-ndjson\r\n"));
    CHECK(seen.has("User-Agent: restante/"));
    CHECK_FALSE(seen.has("Expect"));
    CHECK(seen.body == "{\"actor\":1}\n{}\n");
    CHECK(answer->epoch == "01hf7yhsy93k72gqhdkva6m18w");
    REQUIRE(answer->results.size() == 2);
    CHECK(answer->results[0] ==
          PushResult{*id_from_text<OpId>(op_text), PushVerdict::accepted, 7, Errc::internal, ""});
    CHECK(answer->results[1].verdict == PushVerdict::rejected);
    CHECK(answer->results[1].code == Errc::corrupt);
    CHECK(answer->results[1].reason == "no op");
}

TEST_CASE("a pull asks for what is after the cursor and gives the chunks as they come") {
    std::string line;
    ScriptedServer server([&](const auto& request) {
        line = request.line;
        return ScriptedServer::Reply{http_answer(200, epoch_header, pull_body)};
    });
    const auto pulled = pull(*client_of(server), {1, cursor, 10, 30});
    CHECK(line == "GET /v1/spaces/team/ops?after=" + cursor + "&limit=10&wait=30 HTTP/1.1");
    CHECK_FALSE(pulled.failure);
    CHECK(pulled.chunks == std::vector<Chunk>{{"{\"actor\":\"a\"}\n", 1, cursor, false}});
}

TEST_CASE("requests one after the other use one connection") {
    int last = -1;
    ScriptedServer server([&](const auto& request) {
        last = request.connection;
        return ScriptedServer::Reply{http_answer(200, epoch_header, pull_body)};
    });
    const auto client = client_of(server);
    for (int i = 0; i < 5; ++i)
        CHECK_FALSE(pull(*client).failure);
    CHECK(last == 0);
}

TEST_CASE("a push goes through while a long poll hangs, and a cancelled long poll says nothing") {
    ScriptedServer server([&](const auto& request) {
        if (request.line.starts_with("GET")) return ScriptedServer::Reply{"", Then::hang};
        return ScriptedServer::Reply{http_answer(200, epoch_header, R"({"results":[]})")};
    });
    const auto client = client_of(server);
    const auto call = client->pull(
        "team", {1, "", 10, 30}, [](auto, auto) { FAIL("a chunk"); }, [](auto) { FAIL("an end"); });
    CHECK(push(*client));
    client->cancel(call);
    CHECK(push(*client));
}

TEST_CASE("destroying the client ends a hanging long poll at once") {
    ScriptedServer server([&](const auto&) { return ScriptedServer::Reply{"", Then::hang}; });
    const auto client = client_of(server);
    client->pull(
        "team", {1, "", 10, 60}, [](auto, auto) {}, [](auto) { FAIL("an end"); });
}

TEST_CASE("error statuses come with the hub's own words, its code and its Retry-After") {
    const auto failure = push_failure(
        {http_answer(503, epoch_header + "Retry-After: 7\r\n",
                     R"({"error":{"code":"unavailable","message":"the disk is full","hint":""}})")});
    CHECK(failure.kind == FailureKind::http);
    CHECK(failure.http_status == 503);
    CHECK(failure.retry_after == 7);
    CHECK(failure.code == Errc::unavailable);
    CHECK(failure.message.find("the disk is full") != std::string::npos);
    for (const int status : {401, 403, 413, 429, 500}) {
        const auto plain = push_failure({http_answer(status, "", "<h1>proxy</h1>")});
        CHECK(plain.http_status == status);
        CHECK_FALSE(plain.message.empty());
        CHECK(pull_from({http_answer(status, "", "<h1>proxy</h1>")}).failure->http_status == status);
    }
}

TEST_CASE("a redirect is not followed, so the token stays with this hub") {
    int requests = 0;
    ScriptedServer other([&](const auto&) {
        ++requests;
        return ScriptedServer::Reply{http_answer(200, epoch_header, pull_body)};
    });
    const auto pulled = pull_from({http_answer(302, "Location: " + other.origin() + "/\r\n", "")});
    REQUIRE(pulled.failure);
    CHECK(pulled.failure->http_status == 302);
    CHECK(pulled.failure->code == Errc::unavailable);
    CHECK(pulled.failure->message == "the hub's address redirects to " + other.origin() + " (HTTP 302)");
    CHECK(next_step(*pulled.failure).find("restante login " + other.origin()) != std::string::npos);
    CHECK(requests == 0);
}

TEST_CASE("a redirect to where no hub can be is told without an address to log in to") {
    for (const auto* location :
         {"/login?next=ops", "mailto:ann@example.org", "https://u:p@h/", "https://h\x7f/"}) {
        CAPTURE(location);
        const auto failure = push_failure({http_answer(307, fmt::format("Location: {}\r\n", location), "")});
        CHECK(failure.message == "the hub's address redirects to another page (HTTP 307)");
        CHECK(next_step(failure).find("restante login") == std::string::npos);
        CHECK_FALSE(next_step(failure).empty());
    }
    // The usual port named or not is the same hub, and a path is not part of one.
    CHECK(origin_of("HTTPS://Hub.example.org:443/v1/me?x#y") == "https://hub.example.org");
    CHECK(origin_of("http://127.0.0.1:8777") == "http://127.0.0.1:8777");
}

TEST_CASE("that the hub began anew is believed only of a hub") {
    CHECK(pull_from({http_answer(409, "", "<html>nope</html>")}).failure->kind == FailureKind::garbage);
    CHECK(push_failure({http_answer(409, "", "<html>nope</html>")}).kind == FailureKind::garbage);
    const auto failure = pull_from({http_answer(409, epoch_header, "")}).failure;
    CHECK(failure->kind == FailureKind::http);
    CHECK(failure->http_status == 409);
}

TEST_CASE("what is no hub is named so") {
    CHECK(push_failure({"hello\r\n", Then::close}).kind == FailureKind::garbage);
    CHECK(push_failure({http_answer(200, "", "<html>welcome</html>")}).kind == FailureKind::garbage);
    CHECK(push_failure({http_answer(200, epoch_header, "<html>")}).kind == FailureKind::garbage);
    CHECK(push_failure({http_answer(200, epoch_header, R"({"results":[{"id":"zz","status":"accepted"}]})")})
              .kind == FailureKind::garbage);
    CHECK(pull_from({http_answer(200, "", pull_body)}).failure->kind == FailureKind::garbage);
    CHECK(pull_from({http_answer(200, epoch_header, "<html>\n")}).failure->kind == FailureKind::garbage);
    CHECK(push_failure({http_answer(200, epoch_header, std::string(5'000'000, 'x'))}).kind ==
          FailureKind::garbage);
}

TEST_CASE("an answer that is cut in the middle gives its whole chunks and then the failure") {
    const auto whole = http_answer(200, epoch_header, pull_body + pull_body);
    const auto pulled = pull_from({whole.substr(0, whole.size() - 10), Then::close});
    CHECK(pulled.chunks.size() == 1);
    REQUIRE(pulled.failure);
    CHECK(pulled.failure->kind == FailureKind::offline);
    CHECK(push_failure({"", Then::close}).kind == FailureKind::offline);
}

TEST_CASE("a hub that hangs is given up after the deadline") {
    const HubDeadlines soon{1'000, 60, 60, 10'000};
    CHECK(push_failure({"", Then::hang}, soon).kind == FailureKind::deadline);
    const auto whole = http_answer(200, epoch_header, pull_body);
    CHECK(pull_from({"", Then::hang}, soon).failure->kind == FailureKind::deadline);
    CHECK(pull_from({whole.substr(0, whole.size() - 10), Then::hang}, soon).failure->kind ==
          FailureKind::deadline);
}

TEST_CASE("a hub that drips is given up after the whole time, however regularly it drips") {
    const HubDeadlines soon{1'000, 60'000, 5'000, 150};
    const auto pulled = pull_from({http_answer(200, epoch_header, pull_body), Then::drip}, soon);
    REQUIRE(pulled.failure);
    CHECK(pulled.failure->kind == FailureKind::deadline);
}

TEST_CASE("a hub that is not there is offline") {
    std::string origin;
    {
        origin = ScriptedServer([](const auto&) { return ScriptedServer::Reply{}; }).origin();
    }
    auto client =
        HubClient::create({.origin = origin, .token = "t", .ca_file = {}, .user_agent = {}, .deadlines = {}});
    REQUIRE(client);
    const auto answer = push(**client);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == FailureKind::offline);
    CHECK(answer.error().message.find("cannot reach the hub") == 0);
}

TEST_CASE("the hub is made to wait while too many chunks are not yet dealt with") {
    std::string body;
    constexpr std::size_t count = 40;
    for (std::size_t i = 0; i < count; ++i)
        body += "{\"actor\":\"" + std::string(60'000, 'x') + "\"}\n{\"cursor\":\"" + cursor +
                "\",\"more\":false}\n";
    ScriptedServer server(
        [&](const auto&) { return ScriptedServer::Reply{http_answer(200, epoch_header, body)}; });
    const auto client = client_of(server);
    std::mutex mutex;
    std::vector<HubClient::CallId> waiting;
    std::size_t most = 0;
    std::size_t got = 0;
    std::promise<std::optional<Failure>> over;
    std::promise<void> full;
    client->pull(
        "team", {1, "", 10, 0},
        [&](HubClient::CallId call, Chunk) {
            const std::lock_guard lock(mutex);
            waiting.push_back(call);
            most = std::max(most, waiting.size());
            if (++got == HubClient::chunk_window) full.set_value();
            if (got > HubClient::chunk_window) {
                client->chunk_done(call);
                waiting.pop_back();
            }
        },
        [&](auto failure) { over.set_value(std::move(failure)); });
    full.get_future().get();
    CHECK(push(*client).has_value() ==
          false);  // the client's thread is not blocked (this server answers nonsense)
    for (;;) {
        const std::lock_guard lock(mutex);
        if (waiting.empty()) break;
        client->chunk_done(waiting.back());
        waiting.pop_back();
    }
    CHECK_FALSE(over.get_future().get());
    CHECK(got == count);
    CHECK(most <= HubClient::chunk_window + 2);
}

TEST_CASE("who we are is asked and an actor is bound with the same shape of answer") {
    std::vector<std::string> lines;
    ScriptedServer server([&](const auto& request) {
        lines.push_back(request.line + " " + request.body);
        return ScriptedServer::Reply{http_answer(
            200, epoch_header,
            R"({"user":{"name":"ann","display_name":"Ann"},"actors":[],"hub":{"version":"1","epoch":"e"}})")};
    });
    const auto client = client_of(server);
    std::promise<tl::expected<protocol::Me, Failure>> me;
    std::promise<tl::expected<protocol::Me, Failure>> bound;
    client->me([&](auto answer) { me.set_value(std::move(answer)); });
    CHECK(me.get_future().get()->user.name == "ann");
    client->bind_actor(ActorId{}, [&](auto answer) { bound.set_value(std::move(answer)); });
    CHECK(bound.get_future().get()->user.display_name == "Ann");
    CHECK(lines ==
          std::vector<std::string>{"GET /v1/me HTTP/1.1 ",
                                   "POST /v1/me/actors HTTP/1.1 {\"actor\":\"00000000000000000000000000\"}"});
}

TEST_CASE("an actor that is another user's is said to be that, and nothing of cursors") {
    ScriptedServer server([](const auto&) {
        return ScriptedServer::Reply{http_answer(
            409, epoch_header,
            R"({"error":{"code":"conflict","message":"actor 7 belongs to another user","hint":""}})")};
    });
    const auto client = client_of(server);
    std::promise<tl::expected<protocol::Me, Failure>> bound;
    client->bind_actor(ActorId{}, [&](auto answer) { bound.set_value(std::move(answer)); });
    const auto answer = bound.get_future().get();
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::conflict);
    CHECK(answer.error().message.find("another user than the token's") != std::string::npos);
    CHECK(answer.error().message.find("actor 7 belongs to another user") != std::string::npos);
    CHECK(answer.error().message.find("cursor") == std::string::npos);
}

TEST_CASE("an origin that is none, or that would show the token to the network, is refused") {
    const auto refused = [](std::string origin, bool allow = false) {
        HubOptions options;
        options.origin = std::move(origin);
        options.allow_plain_http = allow;
        return !HubClient::create(std::move(options)).has_value();
    };
    CHECK(refused(""));
    CHECK(refused("hub.example.org"));
    CHECK(refused("ftp://hub.example.org"));
    CHECK(refused("https://"));
    CHECK(refused("https://hub.example.org/path"));
    CHECK(refused("https://user:word@hub.example.org"));
    CHECK(refused("http://hub.example.org"));
    CHECK_FALSE(refused("http://hub.example.org", true));
    CHECK_FALSE(refused("https://hub.example.org:8417"));
    CHECK_FALSE(refused("http://127.0.0.1:8417"));
    CHECK_FALSE(refused("http://[::1]:8417"));
    CHECK_FALSE(refused("http://localhost"));
    HubOptions two_lines{
        .origin = "https://h", .token = "a\r\nX: b", .ca_file = {}, .user_agent = {}, .deadlines = {}};
    CHECK_FALSE(HubClient::create(std::move(two_lines)));
}

TEST_CASE("gzip writes what gzip reads, and smaller") {
    const std::string text(100'000, 'a');
    const auto packed = gzip(text);
    CHECK(packed.size() < 1'000);
    CHECK(packed.starts_with("\x1f\x8b"));
}
