#include "daemon/sync_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "store/reader.hpp"
#include "support/fakes.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_folder.hpp"
#include "sync/backoff.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::http_answer;
using restante::tests::ScriptedServer;
using Then = ScriptedServer::Then;

namespace {

constexpr std::chrono::seconds patience{30};
const std::string epoch = "01hf7yhsy93k72gqhdkva6m18w";

store::MakeOp opening_at(const std::string& path) {
    return [path](const core::Stamp& stamp, const core::Thread*) {
        anchor::Anchor anchor;
        anchor.repository = "r";
        anchor.path = path;
        anchor.blob = std::string(40, 'a');
        anchor.range = {{0, 0}, {1, 0}};
        anchor.quote = "int a;";
        return core::make_open(stamp, anchor, "why?", "");
    };
}

/// A daemon's sync alone: a store with one thread in the space "team", and a hub that does as it is told.
struct Desk {
    explicit Desk(ScriptedServer::Script script) : hub(std::move(script)) {
        auto opened = store::Store::open(folder / "restante.db", clock, ids);
        REQUIRE(opened);
        REQUIRE((*opened)->set_identity("Ann", ""));
        REQUIRE((*opened)->set_hub("team", hub.origin()));
        REQUIRE((*opened)->append_local("team", {}, opening_at("a.cpp")));
        const auto actor = (*opened)->identity().actor;
        auto reading = store::Reader::open(folder / "restante.db");
        REQUIRE(reading);
        reader.emplace(std::move(*reading));
        writer = std::make_unique<Writer>(loop, std::move(*opened));
        SyncHost::Events events;
        events.ingested = [](const store::Ingested&) {};
        events.outbox_changed = [](const std::string&) {};
        events.status_changed = [](const std::string&) {};
        events.log = [this](std::string_view line) { log.emplace_back(line); };
        sync = std::make_unique<SyncHost>(loop, clock, *writer, *reader, actor, std::move(events));
    }
    ~Desk() {
        sync->stop();
        writer->stop();
    }

    void log_in() { sync->set_credential(hub.origin(), Credential{"secret-token", "", ""}); }
    sync::SyncFinished sync_now() {
        std::optional<sync::SyncFinished> word;
        sync->sync_now("team", [&](const sync::SyncFinished& finished) { word = finished; });
        REQUIRE(loop.run_until([&] { return word.has_value(); }, patience));
        return *word;
    }
    void open_thread(const std::string& path) {
        std::optional<Result<store::Committed>> committed;
        writer->run([&](store::Store& store) { return store.append_local("team", {}, opening_at(path)); },
                    [&](Result<store::Committed> done) { committed.emplace(std::move(done)); });
        REQUIRE(loop.run_until([&] { return committed.has_value(); }, patience));
        REQUIRE(*committed);
    }
    [[nodiscard]] sync::Status status() const { return sync->status("team"); }
    [[nodiscard]] std::ptrdiff_t log_has(std::string_view text) const {
        return std::count_if(log.begin(), log.end(),
                             [&](const auto& line) { return line.find(text) != std::string::npos; });
    }
    void check_nothing_is_lost() {
        CHECK(status().pending == 2);  // the profile and the thread
        for (const auto& line : log)
            CHECK(line.find("secret-token") == std::string::npos);
        CHECK(status().text.find("secret-token") == std::string::npos);
    }

    tests::TempFolder folder;
    tests::FakeClock clock;
    tests::FakeIdSource ids;
    std::vector<std::string> log;
    ScriptedServer hub;
    rpc::Loop loop;
    std::unique_ptr<Writer> writer;
    std::optional<store::Reader> reader;
    std::unique_ptr<SyncHost> sync;
};

ScriptedServer::Script always(int status, const std::string& headers, const std::string& body) {
    return [=](const ScriptedServer::Request&) -> ScriptedServer::Reply {
        return {http_answer(status, headers, body), Then::keep_alive};
    };
}

/// A hub that takes every op (and shows none), or finds each too large.
struct Taking {
    std::atomic<int> pushes = 0;
    std::atomic<int> seq = 0;
    std::atomic<bool> too_large = false;

    ScriptedServer::Script script() {
        return [this](const ScriptedServer::Request& request) -> ScriptedServer::Reply {
            const auto head = "Restante-Epoch: " + epoch + "\r\n";
            if (request.line.starts_with("GET") && request.line.find("wait=") != std::string::npos)
                return {"", Then::hang};
            if (request.line.starts_with("GET"))
                return {
                    http_answer(200, head,
                                R"({"cursor":")" + epoch + R"(.0.0123456789abcdef","more":false})" + "\n"),
                    Then::keep_alive};
            if (request.line.find("/ops") == std::string::npos)
                return {http_answer(500, head, ""), Then::keep_alive};
            if (too_large) return {http_answer(413, head, ""), Then::keep_alive};
            ++pushes;
            return {http_answer(200, head, R"({"results":[)" + accept(request.body) + "]}"),
                    Then::keep_alive};
        };
    }
    std::string accept(const std::string& body) {
        static constexpr std::string_view id_key = R"(,"id":")";
        std::string results;
        for (auto at = body.find(id_key); at != std::string::npos; at = body.find(id_key, at + 1))
            results += fmt::format(R"({}{{"id":"{}","status":"accepted","seq":{}}})",
                                   results.empty() ? "" : ",", body.substr(at + id_key.size(), 26), ++seq);
        return results;
    }
};

}  // namespace

TEST_CASE("a space without a hub, and one without a token, say so at once and send nothing") {
    std::atomic<int> requests = 0;
    Desk desk([&](const ScriptedServer::Request&) -> ScriptedServer::Reply {
        ++requests;
        return {http_answer(500, "", ""), Then::close};
    });
    desk.sync->set_space("alone", std::nullopt);
    desk.sync->set_space("team", desk.hub.origin());
    std::optional<sync::SyncFinished> word;
    desk.sync->sync_now("alone", [&](const sync::SyncFinished& finished) { word = finished; });
    REQUIRE(word);
    CHECK(word->ok);
    // Looked at and asked before the engine has had its first input, which takes a turn of the loop.
    CHECK(desk.status().state == sync::SyncState::needs_login);
    CHECK_FALSE(desk.sync_now().ok);
    CHECK(desk.status().state == sync::SyncState::needs_login);
    CHECK(requests == 0);
    desk.check_nothing_is_lost();
}

TEST_CASE("a hub that refuses the token asks for a login, and the outbox stays") {
    Desk desk(always(401, "", R"({"error": {"code": "unauthorized", "message": "no"}})"));
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    CHECK_FALSE(desk.sync_now().ok);
    desk.check_nothing_is_lost();
}

TEST_CASE("a hub that refused the token for a while takes everything at the next request to sync") {
    Taking hub;
    std::atomic<bool> refuses = true;
    Desk desk([&](const ScriptedServer::Request& request) -> ScriptedServer::Reply {
        if (refuses) return {http_answer(401, "", ""), Then::keep_alive};
        return hub.script()(request);
    });
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    CHECK_FALSE(desk.sync_now().ok);
    CHECK_FALSE(desk.sync_now().ok);
    CHECK(desk.status().state == sync::SyncState::needs_login);
    REQUIRE(desk.log_has("refuses our token") == 1);
    refuses = false;
    CHECK(desk.sync_now().ok);
    CHECK(desk.status().state == sync::SyncState::idle);
    CHECK(hub.seq >= 2);
    CHECK(desk.log_has("no longer refuses our token") == 1);
}

TEST_CASE("a hub that is busy, broken or talks nonsense is an error that names what it said") {
    struct Case {
        int status;
        const char* headers;
        const char* body;
    };
    for (const auto& one :
         {Case{429, "Retry-After: 3600\r\n", R"({"error": {"code": "rate_limited", "message": "later"}})"},
          Case{500, "", "<html>oops</html>"}, Case{503, "Retry-After: 5\r\n", ""},
          Case{409, "", R"({"error": {"code": "conflict", "message": "another epoch"}})"},
          Case{200, "", "\x01\x02 not what was asked for"}, Case{404, "", "no such page"}}) {
        CAPTURE(one.status);
        Desk desk(always(one.status, one.headers, one.body));
        desk.log_in();
        desk.sync->set_space("team", desk.hub.origin());
        const auto word = desk.sync_now();
        CHECK_FALSE(word.ok);
        CHECK_FALSE(word.text.empty());
        CHECK(desk.status().state != sync::SyncState::idle);
        desk.check_nothing_is_lost();
    }
}

TEST_CASE("a hub on this machine that does not answer is asked again soon, however often it did not") {
    Desk desk([](const ScriptedServer::Request&) -> ScriptedServer::Reply { return {"", Then::close}; });
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    for (int i = 0; i < 20; ++i)
        CHECK_FALSE(desk.sync_now().ok);
    CHECK(desk.status().state == sync::SyncState::offline);
    REQUIRE(desk.status().next_try_at);
    CHECK(*desk.status().next_try_at - desk.clock.now_ms() <= sync::loopback_delay_ms_max);
    desk.check_nothing_is_lost();
}

TEST_CASE("a hub that finds everything too large leaves each entry in the outbox, with the reason") {
    const auto empty = "{\"cursor\":\"" + epoch + ".0.0123456789abcdef\",\"more\":false}\n";
    Desk desk([=](const ScriptedServer::Request& request) -> ScriptedServer::Reply {
        if (request.line.starts_with("POST"))
            return {http_answer(413, "", R"({"error": {"code": "too_large", "message": "no"}})"),
                    Then::keep_alive};
        if (request.line.find("wait=") != std::string::npos) return {"", Then::hang};
        return {http_answer(200, "Restante-Epoch: " + epoch + "\r\n", empty), Then::keep_alive};
    });
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    REQUIRE(desk.loop.run_until([&] { return desk.status().rejected == 2; }, patience));
    CHECK(desk.status().pending == 0);
    auto reader = store::Reader::open(desk.folder / "restante.db");
    REQUIRE(reader);
    const auto rejected = reader->rejected("team");
    REQUIRE(rejected);
    REQUIRE(rejected->size() == 2);
    for (const auto& op : *rejected)
        CHECK(op.reason.find("413") != std::string::npos);
}

TEST_CASE("somebody who logs in to a hub that hangs is told so as soon as that took too long") {
    Desk desk([](const ScriptedServer::Request&) -> ScriptedServer::Reply { return {"", Then::hang}; });
    std::optional<Result<protocol::Me>> answer;
    desk.sync->check_login(desk.hub.origin(), Credential{"secret-token", "", ""}, 1'000,
                           [&](Result<protocol::Me> me) { answer.emplace(std::move(me)); });
    REQUIRE(desk.loop.run_until([&] { return answer.has_value(); }, patience));
    REQUIRE_FALSE(*answer);
    CHECK(answer->error().code == Errc::deadline_exceeded);
    CHECK(answer->error().message == "the hub did not answer within 1 s");
    CHECK(answer->error().hint.find("try again") != std::string::npos);
}

TEST_CASE("a hub that hangs holds up neither the end of the daemon nor a new login") {
    Desk desk([](const ScriptedServer::Request&) -> ScriptedServer::Reply { return {"", Then::hang}; });
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    std::optional<sync::SyncFinished> word;
    desk.sync->sync_now("team", [&](const sync::SyncFinished& finished) { word = finished; });
    REQUIRE(desk.loop.run_until([&] { return desk.status().state == sync::SyncState::syncing; }, patience));
    // The token is taken away: whoever waits is told, by the engine that comes after.
    desk.sync->set_credential(desk.hub.origin(), std::nullopt);
    REQUIRE(desk.loop.run_until([&] { return word.has_value(); }, patience));
    CHECK_FALSE(word->ok);
    desk.log_in();
    REQUIRE(desk.loop.run_until([&] { return desk.status().pending == 2; }, patience));
    desk.check_nothing_is_lost();
    // And ~Desk stops with requests under way.
}

TEST_CASE("what the hub refused is sent when that is asked for, though later ops have gone out meanwhile") {
    Taking hub;
    hub.too_large = true;
    Desk desk(hub.script());
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    REQUIRE(desk.loop.run_until([&] { return desk.status().rejected == 2; }, patience));
    hub.too_large = false;
    desk.open_thread("b.cpp");
    desk.sync->appended("team");
    REQUIRE(desk.loop.run_until([&] { return hub.pushes == 1 && desk.status().pending == 0; }, patience));
    const auto rejected = desk.reader->rejected("team");
    REQUIRE(rejected);
    for (const auto& op : *rejected) {
        std::optional<Result<void>> retried;
        desk.writer->run([id = op.id](store::Store& store) { return store.retry_rejected(id); },
                         [&](Result<void> done) { retried.emplace(std::move(done)); });
        REQUIRE(desk.loop.run_until([&] { return retried.has_value(); }, patience));
        desk.sync->retried("team");
    }
    CHECK(desk.sync_now().ok);
    CHECK(hub.seq >= 3);
    CHECK(desk.status().pending == 0);
    CHECK(desk.status().rejected == 0);
}

TEST_CASE("a few new ops are sent while the store is busy with something else") {
    Taking hub;
    Desk desk(hub.script());
    desk.log_in();
    desk.sync->set_space("team", desk.hub.origin());
    REQUIRE(desk.loop.run_until([&] { return desk.status().state == sync::SyncState::idle; }, patience));
    REQUIRE(hub.pushes == 1);

    desk.open_thread("b.cpp");

    std::promise<void> enough;
    desk.writer->run(
        [wait = enough.get_future()](store::Store&) mutable -> Result<void> {
            wait.wait();
            return {};
        },
        [](const Result<void>&) {});
    desk.sync->appended("team");
    CHECK(desk.loop.run_until([&] { return hub.pushes == 2; }, patience));
    CHECK(desk.loop.run_until([&] { return desk.status().pending == 0; }, patience));
    enough.set_value();
}

TEST_CASE("a login is checked with its own token, and a refusal says what to do") {
    std::atomic<bool> saw_token = false;
    Desk desk([&](const ScriptedServer::Request& request) -> ScriptedServer::Reply {
        saw_token = request.has("Bearer typed-token");
        return {http_answer(401, "", R"({"error": {"code": "unauthorized", "message": "who?"}})"),
                Then::close};
    });
    std::optional<Result<protocol::Me>> answer;
    desk.sync->check_login(desk.hub.origin(), {"typed-token", "", ""}, 10'000,
                           [&](Result<protocol::Me> me) { answer.emplace(std::move(me)); });
    REQUIRE(desk.loop.run_until([&] { return answer.has_value(); }, patience));
    REQUIRE_FALSE(*answer);
    CHECK(saw_token);
    CHECK((*answer).error().code == Errc::unauthorized);
    CHECK((*answer).error().hint.find("token") != std::string::npos);
    CHECK((*answer).error().message.find("typed-token") == std::string::npos);
    CHECK_FALSE(desk.sync->has_credential(desk.hub.origin()));
}
