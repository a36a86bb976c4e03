#include "daemon/idle_exit.hpp"

#include <doctest/doctest.h>

#include "support/fake_timers.hpp"

using namespace restante;
using namespace restante::daemon;
using restante::tests::FakeTimers;
using namespace std::chrono_literals;

namespace {

/// A daemon as far as its idleness goes.
struct Desk {
    explicit Desk(std::chrono::milliseconds limit = 30min)
        : exit(timers, limit,
               {.has_unsent = [this] { return unsent; },
                .send =
                    [this](std::function<void()> done) {
                        ++sends;
                        answer = std::move(done);
                    },
                .end = [this](std::string_view) { ++ends; }}) {}

    FakeTimers timers;
    bool unsent = false;
    int sends = 0;
    int ends = 0;
    std::function<void()> answer;
    IdleExit exit;
};

}  // namespace

TEST_CASE("it ends once nobody was there for as long as configured, and asks no hub when all is sent") {
    Desk desk;
    desk.exit.began();
    desk.timers.advance(30min - 1ms);
    CHECK(desk.ends == 0);
    desk.timers.advance(1ms);
    CHECK(desk.ends == 1);
    CHECK(desk.sends == 0);
    CHECK(desk.timers.waiting() == 0);
}

TEST_CASE("somebody who connects calls it off, and the time begins anew when the last one leaves") {
    Desk desk;
    desk.exit.began();
    desk.timers.advance(29min);
    desk.exit.over();
    desk.timers.advance(10h);
    CHECK(desk.ends == 0);
    desk.exit.began();
    desk.timers.advance(29min);
    CHECK(desk.ends == 0);
    desk.timers.advance(1min);
    CHECK(desk.ends == 1);
}

TEST_CASE("with a limit of zero it never ends") {
    Desk desk(0ms);
    desk.exit.began();
    desk.timers.advance(24h * 365);
    CHECK(desk.ends == 0);
}

TEST_CASE("what is not sent yet is sent first") {
    Desk desk;
    desk.unsent = true;
    desk.exit.began();
    desk.timers.advance(30min);
    REQUIRE(desk.sends == 1);
    CHECK(desk.ends == 0);
    desk.unsent = false;
    desk.answer();
    CHECK(desk.ends == 1);
    CHECK(desk.timers.waiting() == 0);
}

TEST_CASE("a hub that does not take it is tried again, but only for a day") {
    Desk desk;
    desk.unsent = true;
    desk.exit.began();
    desk.timers.advance(30min);
    desk.answer();
    CHECK(desk.ends == 0);
    for (int i = 0; i < 24 * 6 && desk.ends == 0; ++i) {
        desk.timers.advance(10min);
        desk.answer();
    }
    CHECK(desk.ends == 1);
    CHECK(desk.sends == 1 + (23 * 60 + 30) / 10);
}

TEST_CASE("a hub that never answers keeps it no longer than one that refuses") {
    Desk desk;
    desk.unsent = true;
    desk.exit.began();
    desk.timers.advance(48h);
    CHECK(desk.ends == 1);
    CHECK(desk.sends > 10);
}

TEST_CASE("an answer that comes after somebody connected, or after the time for it, decides nothing") {
    Desk desk;
    desk.unsent = true;
    desk.exit.began();
    desk.timers.advance(30min);
    const auto late = desk.answer;
    desk.unsent = false;
    desk.exit.over();
    late();
    CHECK(desk.ends == 0);
    desk.exit.began();
    late();
    desk.timers.advance(30min);
    CHECK(desk.ends == 1);
    late();
    CHECK(desk.ends == 1);
}
