// A whole daemon that nobody talks to: what it does with its sessions, its hub, its socket and its lock.
#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <filesystem>
#include <mutex>

#include "base/instance_lock.hpp"
#include "daemon/daemon.hpp"
#include "rpc/local_server.hpp"
#include "store/store.hpp"
#include "support/fake_timers.hpp"
#include "support/fakes.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::http_answer;
using restante::tests::ScriptedServer;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds patience{30};

/// A hub that takes and shows every op, while it is up; else it closes each connection without a word.
struct TeamHub {
    TeamHub() : server([this](const auto& request) { return answer(request); }) {}

    ScriptedServer::Reply answer(const ScriptedServer::Request& request) {
        const std::lock_guard lock(mutex);
        if (!up) {
            ++refused;
            return {"", ScriptedServer::Then::close};
        }
        const std::string epoch = "01hf7yhsy93k72gqhdkva6m18w";
        const auto reply = [&](const std::string& body) -> ScriptedServer::Reply {
            return {http_answer(200, "Restante-Epoch: " + epoch + "\r\n", body)};
        };
        if (request.line.find("/ops") == std::string::npos) return {http_answer(404, "", "")};
        if (request.line.starts_with("POST")) {
            std::string results;
            for (std::string_view rest = request.body; !rest.empty();) {
                const auto line = rest.substr(0, rest.find('\n'));
                rest.remove_prefix(line.size() + 1);
                ops.emplace_back(line);
                results +=
                    fmt::format(R"({}{{"id":"{}","status":"accepted","seq":{}}})", results.empty() ? "" : ",",
                                std::string_view(boost::json::parse(line).at("id").as_string()), ops.size());
            }
            return reply(fmt::format(R"({{"results":[{}],"new":{}}})", results, ops.size()));
        }
        const auto after = request.line.find("after=" + epoch);
        const auto seen =
            after == std::string::npos ? 0 : std::stoul(request.line.substr(after + 7 + epoch.size()));
        // A long poll with nothing to tell: an answer would only be asked for again.
        if (seen == ops.size() && request.line.find("wait=") != std::string::npos)
            return {"", ScriptedServer::Then::hang};
        std::string body;
        for (auto i = seen; i < ops.size(); ++i)
            body += ops[i] + "\n";
        return reply(fmt::format("{}{{\"cursor\":\"{}.{}.0123456789abcdef\",\"more\":false}}\n", body, epoch,
                                 ops.size()));
    }

    std::size_t count() {
        const std::lock_guard lock(mutex);
        return ops.size();
    }
    int turned_away() {
        const std::lock_guard lock(mutex);
        return refused;
    }
    void set_up(bool value) {
        const std::lock_guard lock(mutex);
        up = value;
    }

    std::mutex mutex;
    bool up = true;
    int refused = 0;
    std::vector<std::string> ops;
    ScriptedServer server;
};

/// Connected and otherwise silent.
struct Client {
    explicit Client(const std::string& socket) : fd(rpc::connect_local(socket, 5s).value()) {}
    UniqueFd fd;
};

/// restanted without its process: what its main makes, with time in the test's hand.
struct Home {
    Home() {
        for (const auto* name : {"config", "data", "state", "run"})
            std::filesystem::create_directory(folder / name);
        std::filesystem::permissions(folder / "run", std::filesystem::perms::owner_all);
        paths = {folder / "config", folder / "data", folder / "state", folder / "run"};
    }

    /// One entry in the outbox for this hub, and a login there.
    void write_for(const std::string& hub) {
        auto store = store::Store::open(paths.database(), clock, ids);
        REQUIRE(store);
        REQUIRE((*store)->set_identity("Ann", ""));
        REQUIRE((*store)->set_hub("team", hub));
        REQUIRE((*store)->append_local("team", {}, [](const core::Stamp& stamp, const core::Thread*) {
            anchor::Anchor anchor;
            anchor.repository = "r";
            anchor.path = "a.cpp";
            anchor.blob = std::string(40, 'a');
            anchor.range = {{0, 0}, {1, 0}};
            anchor.quote = "int a;";
            return core::make_open(stamp, anchor, "why?", "");
        }));
        REQUIRE(save_credentials(paths.credentials_file(), {{hub, {"secret-token", "", ""}}}));
    }

    tests::TempFolder folder;
    tests::FakeClock clock;
    tests::FakeIdSource ids;
    Paths paths;
};

struct Running {
    explicit Running(Home& h)
        : home(h), lock(InstanceLock::acquire(home.paths.lock_file(), "daemon").value()) {
        Daemon::Options options{home.paths, {}, [this] { ended = true; }, &timers};
        daemon = Daemon::create(loop, home.clock, home.ids, log, std::move(options)).value();
        server.emplace(rpc::LocalServer::listen(loop, home.paths.socket(), rpc::StaleSocket::remove,
                                                [this](UniqueFd socket) {
                                                    ++accepted;
                                                    daemon->accept(
                                                        rpc::Peer::over_socket(loop, std::move(socket)));
                                                })
                           .value());
    }
    ~Running() {
        server.reset();
        daemon.reset();
    }

    bool until(const std::function<bool()>& condition) { return loop.run_until(condition, patience); }
    bool ends() {
        return until([&] { return ended; });
    }
    /// Everything that is ready has been done.
    void settle() {
        bool done = false;
        for (int i = 0; i < 20; ++i) {
            done = false;
            loop.post([&] { done = true; });
            REQUIRE(until([&] { return done; }));
        }
    }

    Home& home;
    InstanceLock lock;
    tests::FakeTimers timers;
    rpc::Loop loop;
    Log log;
    bool ended = false;
    int accepted = 0;
    std::unique_ptr<Daemon> daemon;
    std::optional<rpc::LocalServer> server;
};

}  // namespace

TEST_CASE("an idle daemon ends, its socket and its lock go with it, and the next one takes its place") {
    Home home;
    {
        Running running(home);
        running.timers.advance(29min);
        running.settle();
        CHECK_FALSE(running.ended);
        CHECK(std::filesystem::exists(home.paths.socket()));
        CHECK_FALSE(InstanceLock::acquire(home.paths.lock_file(), "daemon"));
        running.timers.advance(1min);
        CHECK(running.ends());
    }
    CHECK_FALSE(std::filesystem::exists(home.paths.socket()));
    Running next(home);
    const Client client(home.paths.socket());
    CHECK(next.until([&] { return next.accepted == 1; }));
}

TEST_CASE("a daemon that ends leaves an empty log beside its database: the next one would read it all") {
    Home home;
    const auto log = home.paths.database() + "-wal";
    {
        Running running(home);
        running.timers.advance(29min);
        running.settle();
        CHECK(std::filesystem::file_size(log) > 0);
        running.timers.advance(1min);
        CHECK(running.ends());
    }
    CHECK(std::filesystem::file_size(log) == 0);
}

TEST_CASE("a daemon with a session stays, however long that says nothing, and counts from its end") {
    Home home;
    Running running(home);
    {
        const Client client(home.paths.socket());
        REQUIRE(running.until([&] { return running.accepted == 1; }));
        running.timers.advance(24h * 7);
        running.settle();
        CHECK_FALSE(running.ended);
    }
    REQUIRE(running.until([&] { return running.timers.waiting() == 1; }));
    running.timers.advance(29min);
    running.settle();
    CHECK_FALSE(running.ended);
    running.timers.advance(1min);
    CHECK(running.ends());
}

TEST_CASE("a daemon that is told never to end does not") {
    Home home;
    Running running(home);
    CHECK(running.timers.waiting() == 1);
    Daemon::Options options{home.paths, {}, [] {}, &running.timers};
    options.config.idle_exit_minutes = 0;
    Home other;
    options.paths = other.paths;
    const auto daemon = Daemon::create(running.loop, other.clock, other.ids, running.log, std::move(options));
    REQUIRE(daemon);
    CHECK(running.timers.waiting() == 1);
}

TEST_CASE("what could not be sent while the hub was away is sent before an idle daemon ends") {
    Home home;
    TeamHub hub;
    hub.set_up(false);
    home.write_for(hub.server.origin());
    Running running(home);
    running.timers.advance(30min);
    REQUIRE(running.until([&] { return running.timers.next() == 10min; }));  // the try has failed
    CHECK_FALSE(running.ended);
    CHECK(hub.turned_away() > 0);
    hub.set_up(true);
    running.timers.advance(10min);
    CHECK(running.ends());
    CHECK(hub.count() == 2);  // the profile and the thread
}

TEST_CASE("a hub that stays away keeps an idle daemon for a day, and the outbox keeps what it has") {
    Home home;
    TeamHub hub;
    hub.set_up(false);
    home.write_for(hub.server.origin());
    {
        Running running(home);
        running.timers.advance(12h);
        running.settle();
        CHECK_FALSE(running.ended);
        running.timers.advance(18h);  // the tries take their time, too
        CHECK(running.ends());
    }
    hub.set_up(true);
    Running next(home);
    CHECK(next.until([&] { return hub.count() == 2; }));
}

TEST_CASE("what waits for a login that nobody made keeps no idle daemon") {
    Home home;
    TeamHub hub;
    home.write_for(hub.server.origin());
    std::filesystem::remove(home.paths.credentials_file());
    Running running(home);
    running.timers.advance(30min);
    CHECK(running.ends());
    CHECK(hub.count() == 0);
}

TEST_CASE(
    "who connects while an idle daemon tries to send is served, and who comes when it ends is told at once") {
    Home home;
    TeamHub hub;
    hub.set_up(false);
    home.write_for(hub.server.origin());
    std::optional<Client> late;
    {
        Running running(home);
        running.timers.advance(30min);
        {
            const Client client(home.paths.socket());
            REQUIRE(running.until([&] { return running.accepted == 1; }));
            running.timers.advance(48h);
            running.settle();
            CHECK_FALSE(running.ended);
        }
        REQUIRE(running.until([&] { return running.timers.waiting() == 1; }));
        running.timers.advance(30h);
        // It ends now. A closed connection without an answer is what lets a client start the next daemon.
        late.emplace(home.paths.socket());
        CHECK(running.ends());
    }
    char byte = 0;
    const auto got = ::read(late->fd.get(), &byte, 1);
    CHECK((got == 0 || (got < 0 && errno == ECONNRESET)));
}
