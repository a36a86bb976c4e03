// Every way in which a request can be wrong, over a real socket.
#include <doctest/doctest.h>

#include "hub/gzip.hpp"
#include "unit/hub/running_hub.hpp"

using namespace restante;
using namespace restante::tests;

TEST_CASE("every refusal has its status, its code, and the connection goes on where it can") {
    RunningHub hub([](auto& options) { options.limits.body_bytes_max = 100'000; });
    struct Case {
        std::string name, method, target, headers, body;
        int status;
        std::string code;
    };
    const auto gz = ndjson + "Content-Encoding: gzip\r\n";
    const auto bomb = hub::GzipWriter().write(std::string(5'000'000, '\n'), hub::GzipWriter::Last::yes);
    const auto json = std::string("Content-Type: application/json\r\n");
    const auto& a = hub.ann;
    const Case cases[] = {
        {"no token", "GET", "/v1/me", "", "", 401, "unauthorized"},
        {"no such token", "GET", "/v1/me", "Authorization: Bearer " + hub::token_text({9}) + "\r\n", "", 401,
         "unauthorized"},
        {"another scheme", "GET", "/v1/me", "Authorization: Basic YTpi\r\n", "", 401, "unauthorized"},
        {"space not allowed", "GET", "/v1/spaces/other/ops", hub.bob, "", 403, "forbidden"},
        {"space not allowed, push", "POST", "/v1/spaces/other/ops", hub.bob + ndjson, "x", 403, "forbidden"},
        {"no such path", "GET", "/v2/me", a, "", 404, "not_found"},
        {"wrong method", "PUT", "/v1/me", a, "", 405, "unsupported"},
        {"unknown method", "BREW", "/v1/me", a, "", 405, "unsupported"},
        {"bad space", "GET", "/v1/spaces/Team/ops", a, "", 400, "invalid_argument"},
        {"bad limit", "GET", team_ops + "?limit=x", a, "", 400, "invalid_argument"},
        {"zero limit", "GET", team_ops + "?limit=0", a, "", 400, "invalid_argument"},
        {"bad wait", "GET", team_ops + "?wait=-1", a, "", 400, "invalid_argument"},
        {"bad escape", "GET", team_ops + "?after=%q", a, "", 400, "invalid_argument"},
        {"garbage cursor", "GET", team_ops + "?after=garbage", a, "", 409, "conflict"},
        {"no media type", "POST", team_ops, a, "x", 415, "unsupported"},
        {"wrong media type", "POST", team_ops, a + json, "x", 415, "unsupported"},
        {"unknown coding", "POST", team_ops, a + ndjson + "Content-Encoding: br\r\n", "x", 415,
         "unsupported"},
        {"bad gzip", "POST", team_ops, a + gz, "not gzip", 400, "invalid_argument"},
        {"gzip bomb", "POST", team_ops, a + gz, bomb, 413, "too_large"},
        {"body over the bound", "POST", team_ops, a + ndjson, std::string(100'001, 'x'), 413, "too_large"},
        {"too many lines", "POST", team_ops, a + ndjson, std::string(5'001, '\n'), 413, "too_large"},
        {"actor is no JSON", "POST", "/v1/me/actors", a + json, "{", 400, "invalid_argument"},
        {"actor is no id", "POST", "/v1/me/actors", a + json, R"({"actor":"me"})", 400, "invalid_argument"},
        {"actor is missing", "POST", "/v1/me/actors", a + json, "[]", 400, "invalid_argument"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        auto client = hub.client();
        const auto answer = client.request(c.method, c.target, c.headers, c.body);
        REQUIRE(answer);
        CHECK(answer->status == c.status);
        CHECK(error_code(*answer) == c.code);
        CHECK(answer->header("restante-protocol") == "1");
        CHECK(answer->header("restante-epoch").size() == 26);
        CHECK((answer->header("www-authenticate").empty()) == (c.status != 401));
        CHECK((answer->header("allow").empty()) == (c.status != 405));
        if (answer->header("connection") == "close") continue;
        const auto next = client.request("GET", "/healthz");
        REQUIRE(next);
        CHECK(next->status == 200);
    }
}

TEST_CASE("malformed HTTP is answered 400 and the connection closed; an oversized head 431") {
    RunningHub hub;
    for (const auto* bad :
         {"nonsense\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n", "GET /healthz HTTP/1.1\r\nNo colon\r\n\r\n",
          "POST /x HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n"}) {
        CAPTURE(bad);
        auto client = hub.client();
        REQUIRE(client.send(bad));
        const auto answer = client.read();
        REQUIRE(answer);
        CHECK(answer->status == 400);
        CHECK(client.closed());
    }
    auto client = hub.client();
    client.send("GET /healthz HTTP/1.1\r\nX-Long: " + std::string(20'000, 'x') + "\r\n\r\n");
    const auto answer = client.read();
    REQUIRE(answer);
    CHECK(answer->status == 431);
    CHECK(client.closed());
    CHECK(hub.client().request("GET", "/healthz")->status == 200);
}

TEST_CASE("a chunked body over the bound is refused when it passes it") {
    RunningHub hub([](auto& options) { options.limits.body_bytes_max = 50'000; });
    auto client = hub.client();
    client.send("POST " + team_ops + " HTTP/1.1\r\nHost: hub\r\n" + hub.ann + ndjson +
                "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 10; ++i)
        client.send("2710\r\n" + std::string(10'000, 'x') + "\r\n");
    const auto answer = client.read();
    REQUIRE(answer);
    CHECK(answer->status == 413);
}

TEST_CASE("a body that is announced politely is asked for, or refused unread") {
    RunningHub hub;
    Author ann(1);
    const auto line = ann.line();
    const auto head = "POST " + team_ops + " HTTP/1.1\r\nHost: hub\r\nExpect: 100-continue\r\n" + ndjson +
                      "Content-Length: " + std::to_string(line.size()) + "\r\n";
    auto client = hub.client();
    client.send(head + hub.ann + "\r\n");
    CHECK(client.read()->status == 100);
    client.send(line);
    CHECK(statuses(*client.read()) == std::vector<std::string>{"accepted"});
    auto stranger = hub.client();
    stranger.send(head + "\r\n");
    CHECK(stranger.read()->status == 401);
}

TEST_CASE("too many requests with one token are told when to come back, another token is not concerned") {
    RunningHub hub([](auto& options) {
        options.limits.requests_burst = 3;
        options.limits.requests_per_second = 0.001;
    });
    auto client = hub.client();
    for (int i = 0; i < 3; ++i)
        CHECK(client.request("GET", "/v1/me", hub.ann)->status == 200);
    const auto limited = client.request("GET", "/v1/me", hub.ann);
    CHECK(limited->status == 429);
    CHECK(error_code(*limited) == "rate_limited");
    CHECK(limited->header("retry-after") == "60");
    CHECK(client.request("GET", "/v1/me", hub.bob)->status == 200);
}

TEST_CASE("more connections than there is room for are told so") {
    RunningHub hub([](auto& options) { options.limits.connections_max = 2; });
    auto first = hub.client();
    CHECK(first.request("GET", "/healthz")->status == 200);
    auto second = hub.client();
    CHECK(second.request("GET", "/healthz")->status == 200);
    auto third = hub.client();
    const auto refused = third.read();
    REQUIRE(refused);
    CHECK(refused->status == 503);
    CHECK_FALSE(refused->header("retry-after").empty());
    CHECK(third.closed());
    CHECK(first.request("GET", "/healthz")->status == 200);
}

TEST_CASE("a client that sends its head or body too slowly is cut off") {
    RunningHub hub([](auto& options) {
        options.limits.header_time_max = std::chrono::milliseconds(30);
        options.limits.body_time_max = std::chrono::milliseconds(30);
        options.limits.idle_max = std::chrono::milliseconds(30);
    });
    auto silent = hub.client();
    CHECK(silent.closed());
    auto slow_head = hub.client();
    slow_head.send("GET /healthz HT");
    CHECK(slow_head.closed());
    auto slow_body = hub.client();
    slow_body.send("POST " + team_ops + " HTTP/1.1\r\nHost: hub\r\n" + hub.ann + ndjson +
                   "Content-Length: 10\r\n\r\nabc");
    CHECK(slow_body.closed());
}

TEST_CASE("the log names method, path, status and user, and never a token") {
    RunningHub hub;
    auto client = hub.client();
    CHECK(client.request("GET", team_ops + "?after=", hub.ann)->status == 200);
    hub.stop();
    bool found = false;
    for (const auto& line : hub.log_lines()) {
        CHECK(line.find("rst_") == line.npos);
        const auto json = boost::json::parse(line);
        if (json.at("event") != "request") continue;
        found = true;
        CHECK(json.at("method") == "GET");
        CHECK(json.at("path").as_string() == team_ops);
        CHECK(json.at("status") == 200);
        CHECK(json.at("user") == "ann");
    }
    CHECK(found);
}
