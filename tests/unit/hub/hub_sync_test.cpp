// Pushing, pulling and waiting, over a real socket.
#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "hub/gzip.hpp"
#include "unit/hub/running_hub.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

using Words = std::vector<std::string>;

HttpAnswer push(RunningHub& hub, const std::string& who, const std::string& body) {
    return hub.client().request("POST", team_ops, who + ndjson, body).value();
}

Pulled pull(RunningHub& hub, const std::string& who, const std::string& query = "") {
    const auto answer = hub.client().request("GET", team_ops + query, who).value();
    REQUIRE(answer.status == 200);
    return read_pull(answer.body);
}

std::string many(Author& author, int count, std::string_view text = "hello") {
    std::string body;
    for (int i = 0; i < count; ++i)
        body += author.line(text) + "\n";
    return body;
}

}  // namespace

TEST_CASE("what one pushes the other pulls, byte for byte, and a cursor goes on from there") {
    RunningHub hub;
    Author ann(1);
    CHECK(pull(hub, hub.bob).ops.empty());
    const auto first = ann.line("one");
    const auto answer = push(
        hub, hub.ann, first + "\n" + first + "\nrubbish\n{\"x\":\"\xff\"}\n" + Author(2, "other").line());
    CHECK(answer.status == 200);
    CHECK(statuses(answer) == Words{"accepted", "duplicate", "corrupt", "corrupt", "invalid_argument"});
    auto pulled = pull(hub, hub.bob);
    CHECK(pulled.ops == Words{first});
    CHECK_FALSE(pulled.more);
    const auto second = ann.line("two");
    CHECK(statuses(push(hub, hub.ann, second)) == Words{"accepted"});
    pulled = pull(hub, hub.bob, "?after=" + pulled.cursor);
    CHECK(pulled.ops == Words{second});
    CHECK(pull(hub, hub.bob, "?after=" + pulled.cursor).ops.empty());
}

TEST_CASE("a gzip push is taken as it would be plain, in a connection that is kept") {
    RunningHub hub;
    Author ann(1);
    auto client = hub.client();
    for (const int count : {1, 300}) {
        const auto body = hub::GzipWriter().write(many(ann, count), hub::GzipWriter::Last::yes);
        const auto answer =
            client.request("POST", team_ops, hub.ann + ndjson + "Content-Encoding: gzip\r\n", body).value();
        CHECK(statuses(answer) == Words(static_cast<std::size_t>(count), "accepted"));
    }
}

TEST_CASE(
    "a long log comes in bounded answers with control lines to resume from, in memory or from the file") {
    for (const std::size_t tail : {std::size_t{100}, std::size_t{100'000'000}}) {
        RunningHub hub([&](auto& options) {
            options.limits.tail_bytes_max = tail;
            options.limits.slice_bytes = 10'000;
            options.compress_near = true;
        });
        Author ann(1);
        const auto body = many(ann, 2'500);
        CHECK(push(hub, hub.ann, body).status == 200);
        const auto all = pull(hub, hub.bob);
        CHECK(all.ops.size() == 2'500);
        CHECK(all.controls == 3);
        CHECK_FALSE(all.more);
        std::string joined;
        for (const auto& op : all.ops)
            joined += op + "\n";
        CHECK(joined == body);

        Words pieces;
        std::string cursor;
        for (;;) {
            const auto some = pull(hub, hub.bob, "?limit=700&after=" + cursor);
            pieces.insert(pieces.end(), some.ops.begin(), some.ops.end());
            cursor = some.cursor;
            if (!some.more) break;
            CHECK(some.ops.size() == 700);
        }
        CHECK(pieces == all.ops);

        const auto packed =
            hub.client().request("GET", team_ops, hub.bob + "Accept-Encoding: gzip\r\n").value();
        CHECK(packed.header("content-encoding") == "gzip");
        CHECK(read_pull(hub::gunzip(packed.body, 10'000'000).value()).ops == all.ops);
    }
}

TEST_CASE("a waiting pull is answered when an op comes, and empty when the time is over") {
    RunningHub hub([](auto& options) { options.limits.long_poll_max = std::chrono::milliseconds(50); });
    const auto empty = pull(hub, hub.bob, "?wait=30");
    CHECK(empty.ops.empty());

    RunningHub patient;
    auto waiting = patient.client();
    const auto start = pull(patient, patient.bob);
    waiting.send("GET " + team_ops + "?wait=30&after=" + start.cursor + " HTTP/1.1\r\nHost: hub\r\n" +
                 patient.bob + "\r\n");
    Author ann(1);
    const auto line = ann.line();
    CHECK(statuses(push(patient, patient.ann, line)) == Words{"accepted"});
    const auto news = waiting.read().value();
    CHECK(read_pull(news.body).ops == Words{line});
    CHECK(news.header("content-encoding").empty());
}

TEST_CASE("more waiting pulls than there is room for are told so; one whose client has gone makes room") {
    RunningHub hub([](auto& options) { options.limits.waiters_max = 1; });
    const auto wait = "GET " + team_ops + "?wait=30 HTTP/1.1\r\nHost: hub\r\n" + hub.bob + "\r\n";
    auto first = std::make_unique<HttpClient>(hub.client());
    first->send(wait);
    const auto second = [&] {
        auto client = hub.client();
        client.send("GET " + team_ops + "?wait=1 HTTP/1.1\r\nHost: hub\r\n" + hub.bob + "\r\n");
        return client.read().value();
    };
    // The first may not have arrived yet: then the second waits its second and the next round decides.
    auto refused = second();
    for (int i = 0; i < 5 && refused.status == 200; ++i)
        refused = second();
    CHECK(refused.status == 503);
    CHECK_FALSE(refused.header("retry-after").empty());
    first.reset();
    auto served = second();
    for (int i = 0; i < 1'000 && served.status == 503; ++i)
        served = second();
    CHECK(served.status == 200);
}

TEST_CASE("an actor is bound once, and its ops come from its user then") {
    RunningHub hub;
    const auto json = std::string("Content-Type: application/json\r\n");
    const auto body = R"({"actor":")" + to_text(actor(1)) + R"("})";
    auto client = hub.client();
    const auto bound = client.request("POST", "/v1/me/actors", hub.ann + json, body).value();
    CHECK(bound.status == 200);
    CHECK(boost::json::parse(bound.body).at("actors").as_array() == boost::json::array{to_text(actor(1))});
    CHECK(client.request("POST", "/v1/me/actors", hub.ann + json, body)->status == 200);
    CHECK(client.request("POST", "/v1/me/actors", hub.bob + json, body)->status == 409);
    Author ann(1);
    CHECK(statuses(push(hub, hub.bob, ann.line())) == Words{"forbidden"});
    CHECK(statuses(push(hub, hub.ann, ann.line())) == Words{"accepted"});
    CHECK(statuses(push(hub, hub.bob, Author(7).line())) == Words{"accepted"});
}

TEST_CASE("a hub restored from an older copy begins a new epoch, and takes back from anybody what it lacks") {
    RunningHub hub;
    Author ann(1);
    const auto json = std::string("Content-Type: application/json\r\n");
    hub.client().request("POST", "/v1/me/actors", hub.ann + json,
                         R"({"actor":")" + to_text(actor(1)) + R"("})");
    CHECK(push(hub, hub.ann, many(ann, 3)).status == 200);
    hub.stop();
    std::filesystem::copy_file(hub.database(), hub.database() + ".copy");
    hub.start();
    const auto lost = ann.line("lost");
    CHECK(statuses(push(hub, hub.ann, lost)) == Words{"accepted"});
    const auto ahead = pull(hub, hub.bob).cursor;
    hub.stop();
    std::filesystem::rename(hub.database() + ".copy", hub.database());
    hub.start();

    const auto epoch = [&] {
        return hub.client().request("GET", "/v1/me", hub.ann)->header("restante-epoch");
    };
    const auto before = epoch();
    bool grown = false;
    SUBCASE("that is shorter than the cursor") {}
    SUBCASE("that has grown past the cursor since") {
        grown = true;
        CHECK(push(hub, hub.ann, many(ann, 2)).status == 200);
    }
    const auto refused = hub.client().request("GET", team_ops + "?after=" + ahead, hub.bob).value();
    CHECK(refused.status == 409);
    CHECK(epoch() != before);
    CHECK(refused.header("restante-epoch") == epoch());
    // The same cursor is of an old epoch now: it begins no other.
    const auto recovered = epoch();
    CHECK(hub.client().request("GET", team_ops + "?after=" + ahead, hub.bob)->status == 409);
    CHECK(epoch() == recovered);
    CHECK(statuses(push(hub, hub.bob, lost)) == Words{"accepted"});
    CHECK(pull(hub, hub.bob).ops.size() == (grown ? 6 : 4));
}

TEST_CASE("a cursor that the hub never gave out cannot make it believe that it lost data") {
    RunningHub hub;
    Author ann(1);
    CHECK(push(hub, hub.ann, many(ann, 3)).status == 200);
    const auto me = hub.client().request("GET", "/v1/me", hub.ann).value();
    const auto epoch = me.header("restante-epoch");
    const auto forged = epoch + ".9.0011223344556677" + "8899aabbccddeeff";
    CHECK(hub.client().request("GET", team_ops + "?after=" + forged, hub.ann)->status == 409);
    CHECK(hub.client().request("GET", "/v1/me", hub.ann)->header("restante-epoch") == epoch);
}

TEST_CASE("a token revoked while its client is connected, and even waits, is worth nothing") {
    RunningHub hub;
    auto client = hub.client();
    auto waiting = hub.client();
    CHECK(client.request("GET", "/v1/me", hub.bob)->status == 200);
    const auto start = pull(hub, hub.bob).cursor;
    waiting.send("GET " + team_ops + "?wait=30&after=" + start + " HTTP/1.1\r\nHost: hub\r\n" + hub.bob +
                 "\r\n");
    REQUIRE(hub.store()->accounts().value()->remove_user("bob"));
    CHECK(client.request("GET", "/v1/me", hub.bob)->status == 401);
    CHECK(push(hub, hub.ann, Author(1).line()).status == 200);
    CHECK(waiting.read()->status == 401);
}

TEST_CASE("two hundred connections push and pull at once, and every op is there once") {
    RunningHub hub;
    constexpr int clients = 200;
    constexpr int threads = 8;
    std::vector<std::future<int>> done;
    for (int t = 0; t < threads; ++t)
        done.push_back(std::async(std::launch::async, [&hub, t] {
            std::vector<HttpClient> open;
            for (int i = t; i < clients; i += threads)
                open.push_back(hub.client());
            int accepted = 0;
            Author author(static_cast<std::uint8_t>(10 + t));
            for (int round = 0; round < 2; ++round) {
                for (auto& client : open)
                    client.send(fmt::format("POST {} HTTP/1.1\r\nHost: hub\r\n{}{}Content-Length: ", team_ops,
                                            hub.ann, ndjson));
                for (auto& client : open) {
                    const auto line = author.line();
                    client.send(fmt::format("{}\r\n\r\n{}", line.size(), line));
                }
                for (auto& client : open)
                    if (const auto answer = client.read(); answer && statuses(*answer) == Words{"accepted"})
                        ++accepted;
            }
            return accepted;
        }));
    int accepted = 0;
    for (auto& one : done)
        accepted += one.get();
    CHECK(accepted == 2 * clients);
    auto ops = pull(hub, hub.bob).ops;
    CHECK(ops.size() == 2 * clients);
    std::sort(ops.begin(), ops.end());
    CHECK(std::adjacent_find(ops.begin(), ops.end()) == ops.end());
}

TEST_CASE("a stopping hub answers who waits, lets idle connections go, and keeps what it accepted") {
    RunningHub hub;
    auto idle = hub.client();
    CHECK(idle.request("GET", "/healthz")->status == 200);
    auto waiting = hub.client();
    waiting.send("GET " + team_ops + "?wait=60 HTTP/1.1\r\nHost: hub\r\n" + hub.bob + "\r\n");
    const auto line = Author(1).line();
    CHECK(push(hub, hub.ann, line).status == 200);
    CHECK(read_pull(waiting.read()->body).ops == Words{line});
    const auto cursor = pull(hub, hub.bob).cursor;
    waiting.send("GET " + team_ops + "?wait=60&after=" + cursor + " HTTP/1.1\r\nHost: hub\r\n" + hub.bob +
                 "\r\n");
    hub.stop();
    // Whether the request had been read when the hub stopped is the network's affair.
    if (const auto answer = waiting.read()) {
        CHECK(read_pull(answer->body).ops.empty());
        CHECK(answer->header("connection") == "close");
    }
    CHECK(idle.closed());
    hub.start();
    CHECK(pull(hub, hub.bob).ops == Words{line});
}
