#include "driver.hpp"
#include "sync/answers.hpp"
#include "sync/backoff.hpp"

using namespace restante;
using namespace restante::sync;
using namespace restante::sync::tests;

TEST_CASE("offline is a state, not an error: retried with growing delays, and over with the first answer") {
    Driver d;
    auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    d.random = UINT64_MAX - 1;
    TimeMs longest = 0;
    for (int i = 0; i < 12; ++i) {
        d.feed(PullAnswered{pull.request, offline()});
        CHECK(d.state() == SyncState::offline);
        CHECK(d.engine.status().text == "cannot reach the hub");
        const auto at = d.need<SetTimer>().at.value();
        CHECK(d.engine.status().next_try_at == at);
        CHECK(at - d.now >= retry_delay_ms_min);
        CHECK(at - d.now <= retry_delay_ms_max);
        longest = std::max(longest, at - d.now);
        d.now = at;
        pull = d.feed(TimerFired{}).need<Pull>();
        CHECK(pull.wait_s == 0);  // to know at once that it is over
    }
    CHECK(longest > 60'000);
    d.pulled_nothing(pull, cursor_of(epoch_a, 4));
    CHECK(d.state() == SyncState::idle);
}

TEST_CASE("when one direction gets through again the other does not wait any longer") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, tl::unexpected(offline()));
    CHECK_FALSE(d.find<Push>());
    d.pulled_nothing(poll, cursor_of(epoch_a, 4));
    CHECK(d.find<Push>());
}

TEST_CASE(
    "401 asks for a login; nothing is sent until there is one, but the hub is asked again now and then") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, tl::unexpected(http(401)));
    CHECK(d.state() == SyncState::needs_login);
    CHECK(d.find<Report>());
    CHECK(d.need<Cancel>().request == poll.request);
    const auto asks_again = d.need<SetTimer>().at.value();
    CHECK(asks_again >= d.now + retry_delay_ms_min);
    CHECK(asks_again <= d.now + 16'000);
    d.feed(LocalOpsAppended{{2, 0}});
    CHECK_FALSE(d.find<Push>());
    CHECK_FALSE(d.find<Pull>());
    SUBCASE("a login") {
        d.feed(LoginChanged{Link::ready});
        CHECK(d.find<Introduce>());
        CHECK(d.find<Push>());
        CHECK(d.find<Pull>());
    }
    SUBCASE("later") {
        d.now = asks_again;
        auto pull = d.feed(TimerFired{}).need<Pull>();
        CHECK(pull.wait_s == 0);
        CHECK_FALSE(d.find<Push>());
        CHECK_FALSE(d.find<SetTimer>());
        CHECK(d.state() == SyncState::needs_login);
        SUBCASE("the token is taken") {
            d.pulled_nothing(pull, cursor_of(epoch_a, 4));
            CHECK(d.state() == SyncState::syncing);
            CHECK(d.find<Push>());
        }
        SUBCASE("it is still refused") {
            TimeMs longest = 0;
            for (int times = 0; times < 40; ++times) {
                d.random += 0x9e3779b97f4a7c15;
                d.feed(PullAnswered{pull.request, http(401)});
                CHECK(d.state() == SyncState::needs_login);
                const auto next = d.need<SetTimer>().at.value();
                longest = std::max(longest, next - d.now);
                d.now = next;
                pull = d.feed(TimerFired{}).need<Pull>();
            }
            CHECK(longest > retry_delay_ms_max / 2);
            CHECK(longest <= retry_delay_ms_max);
        }
        SUBCASE("something else is wrong by now") {
            d.feed(PullAnswered{pull.request, http(500)});
            CHECK(d.state() == SyncState::error);
            CHECK(d.engine.status().text.find("HTTP 500") != std::string::npos);
        }
        SUBCASE("the hub is down") {
            d.feed(PullAnswered{pull.request, offline()});
            CHECK(d.state() == SyncState::needs_login);
            d.now = d.need<SetTimer>().at.value();
            CHECK(d.feed(TimerFired{}).find<Pull>());
            CHECK_FALSE(d.find<Push>());
        }
    }
    SUBCASE("a person asks") {
        const auto pull = d.feed(SyncRequested{}).need<Pull>();
        CHECK(d.state() == SyncState::needs_login);
        SUBCASE("the token is taken") {
            d.pulled_nothing(pull, cursor_of(epoch_a, 4));
            const auto again = d.need<Push>();
            d.push_answer(again, {op_id(1), op_id(2)}, accepted(epoch_a, {{op_id(1), 5}, {op_id(2), 6}}));
            CHECK(d.need<SyncFinished>().ok);
        }
        SUBCASE("it is still refused") {
            d.feed(PullAnswered{pull.request, http(401)});
            CHECK_FALSE(d.need<SyncFinished>().ok);
            CHECK(d.state() == SyncState::needs_login);
        }
    }
}

TEST_CASE("a hub that answers one lane again is not waited for by the other") {
    for (const auto& failure : {http(500), garbage("a proxy's page")}) {
        Driver d;
        const auto poll = d.settle(cursor_of(epoch_a, 4));
        const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
        d.push_answer(push, {op_id(1)}, tl::unexpected(failure));
        CHECK_FALSE(d.find<Push>());
        d.pulled_nothing(poll, cursor_of(epoch_a, 4));
        CHECK(d.find<Push>());
    }
}

TEST_CASE("403 is told and retried slowly") {
    Driver d;
    const auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    d.feed(PullAnswered{pull.request, http(403)});
    CHECK(d.state() == SyncState::error);
    CHECK(d.engine.status().text.ends_with(
        "; ask its administrator for access; until then everything is kept here"));
    CHECK(d.need<SetTimer>().at == d.now + forbidden_delay_ms);
}

TEST_CASE("Retry-After is honoured") {
    for (const int status : {429, 503}) {
        Driver d;
        d.settle(cursor_of(epoch_a, 4));
        const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
        d.push_answer(push, {op_id(1)}, tl::unexpected(http(status, 120)));
        CHECK(d.need<SetTimer>().at == d.now + 120'000);
        CHECK_FALSE(d.feed(LocalOpsAppended{{2, 0}}).find<Push>());
    }
}

TEST_CASE("who writes while the hub is not reached has it asked again at once, but not twice in a second") {
    for (const auto& failure : {offline(), http(502), http(504)}) {
        Driver d;
        d.settle(cursor_of(epoch_a, 4));
        d.random = 900;  // a wait of nearly two seconds
        auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
        d.push_answer(push, {op_id(1)}, tl::unexpected(failure));
        REQUIRE(d.need<SetTimer>().at == d.now + 1'900);
        d.now += 200;
        CHECK_FALSE(d.feed(LocalOpsAppended{{2, 0}}).find<Push>());
        CHECK(d.need<SetTimer>().at == d.now + 800);
        d.now += 900;
        push = d.feed(LocalOpsAppended{{3, 0}}).need<Push>();
        SUBCASE("and it is back") {
            d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
            CHECK(d.state() != SyncState::offline);
        }
    }
}

TEST_CASE("who writes before the first answer has that asked for again, as nothing is sent without it") {
    Driver d;
    d.random = 900;
    const auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    d.feed(PullAnswered{pull.request, offline()});
    d.now += 1'000;
    CHECK(d.feed(LocalOpsAppended{{1, 0}}).find<Pull>());
    CHECK_FALSE(d.find<Push>());
}

TEST_CASE("a hub that was reached and said no is not asked sooner because somebody writes") {
    for (const auto& failure :
         {http(429), http(500), http(503), http(502, 30), http(403), garbage("a page")}) {
        CAPTURE(failure.http_status);
        Driver d;
        d.settle(cursor_of(epoch_a, 4));
        d.random = 900;
        const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
        d.push_answer(push, {op_id(1)}, tl::unexpected(failure));
        const auto due = d.need<SetTimer>().at.value();
        d.now = due - 1;
        CHECK_FALSE(d.feed(LocalOpsAppended{{2, 0}}).find<Push>());
        CHECK_FALSE(d.find<SetTimer>());
        d.now = due;
        CHECK(d.feed(TimerFired{}).find<Push>());
    }
}

TEST_CASE("a hub on this machine is back as soon as it was started again, however long it was away") {
    Driver d(EngineOptions{.loopback = true});
    auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    TimeMs longest = 0;
    for (int i = 0; i < 40; ++i) {
        d.random += 0x9e3779b97f4a7c15;
        d.feed(PullAnswered{pull.request, offline()});
        const auto at = d.need<SetTimer>().at.value();
        longest = std::max(longest, at - d.now);
        d.now = at;
        pull = d.feed(TimerFired{}).need<Pull>();
    }
    CHECK(longest > 2'000);
    CHECK(longest <= loopback_delay_ms_max);
    // What it says itself counts there, too.
    d.feed(PullAnswered{pull.request, http(503, 120)});
    CHECK(d.need<SetTimer>().at >= d.now + 120'000);
}

TEST_CASE("a hub that fails, hangs or talks nonsense is named as what it is and retried") {
    const auto check = [](Failure failure, const std::string& next) {
        Driver d;
        const auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
        const auto text = failure.message;
        d.feed(PullAnswered{pull.request, std::move(failure)});
        CHECK(d.state() == SyncState::error);
        CHECK(d.engine.status().text == text + next);
        d.now = d.need<SetTimer>().at.value();
        CHECK(d.feed(TimerFired{}).find<Pull>());
    };
    const std::string again = "; nothing is lost, and it is tried again by itself";
    check(http(500), again);
    check({FailureKind::deadline, 0, {}, Errc::deadline_exceeded, "the hub did not answer in time"}, again);
    check({FailureKind::garbage, 200, {}, Errc::corrupt, "what answered is no hub"},
          "; is something between this machine and the hub, a proxy or its login page? It is tried again by "
          "itself");
    check({FailureKind::untrusted, 0, {}, Errc::unavailable, "the hub's certificate is not trusted"}, "");
}

TEST_CASE("a person's request skips the backoff") {
    Driver d;
    const auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    d.feed(PullAnswered{pull.request, http(503, 600)});
    const auto now = d.feed(SyncRequested{}).need<Pull>();
    CHECK(now.wait_s == 0);
    CHECK_FALSE(d.find<SyncFinished>());
    d.pulled_nothing(now, cursor_of(epoch_a, 4));
    CHECK(d.need<SyncFinished>().ok);
}

TEST_CASE("a request to sync is answered by a check beside the open long poll, which stays open") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto check = d.feed(SyncRequested{}).need<Pull>();
    CHECK(check.wait_s == 0);
    CHECK_FALSE(d.find<Cancel>());
    d.pulled_nothing(check, cursor_of(epoch_a, 4));
    CHECK(d.need<SyncFinished>().ok);
    CHECK_FALSE(d.find<Pull>());
    d.feed(PullProgress{poll.request, {"five\n", 1, cursor_of(epoch_a, 5), false}});
    CHECK(d.find<StoreOps>());
}

TEST_CASE("when the check finds something, the long poll of before is given up") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto check = d.feed(SyncRequested{}).need<Pull>();
    d.feed(PullProgress{check.request, {"five\n", 1, cursor_of(epoch_a, 5), false}});
    CHECK(d.need<Cancel>().request == poll.request);
    const auto store = d.need<StoreOps>();
    d.feed(PullAnswered{check.request, {}});
    CHECK_FALSE(d.find<SyncFinished>());
    d.feed(Saved{store.job, OutboxCounts{}});
    CHECK(d.need<SyncFinished>().ok);
    CHECK(d.need<Pull>().wait_s == 30);
}

TEST_CASE("a request to sync ends when everything is pushed, or with what went wrong") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    const auto check = d.feed(SyncRequested{}).need<Pull>();
    d.pulled_nothing(check, cursor_of(epoch_a, 4));
    CHECK_FALSE(d.find<SyncFinished>());
    SUBCASE("pushed") {
        d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
        CHECK(d.need<SyncFinished>().ok);
    }
    SUBCASE("failed, as an attempt of before and once more for the person") {
        d.push_answer(push, {op_id(1)}, tl::unexpected(http(503, 600)));
        CHECK_FALSE(d.find<SyncFinished>());
        const auto again = d.need<Push>();
        SUBCASE("in vain") {
            d.push_answer(again, {op_id(1)}, tl::unexpected(offline()));
            CHECK(d.need<SyncFinished>() == SyncFinished{false, "cannot reach the hub"});
            CHECK_FALSE(d.find<Push>());
        }
        SUBCASE("well") {
            d.push_answer(again, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
            CHECK(d.need<SyncFinished>().ok);
        }
    }
}

TEST_CASE("a pull that was under way when a person asked, and failed, is no answer to them") {
    Driver d;
    const auto first = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    CHECK_FALSE(d.feed(SyncRequested{}).find<Pull>());
    const auto again = d.feed(PullAnswered{first.request, offline()}).need<Pull>();
    CHECK_FALSE(d.find<SyncFinished>());
    SUBCASE("in vain again") {
        d.feed(PullAnswered{again.request, offline()});
        CHECK(d.need<SyncFinished>() == SyncFinished{false, "cannot reach the hub"});
        CHECK_FALSE(d.find<Pull>());
    }
    SUBCASE("well") {
        d.pulled_nothing(again, cursor_of(epoch_a, 4));
        CHECK(d.need<SyncFinished>().ok);
    }
}

TEST_CASE("a person who asks does not wait behind a request that hangs") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    SUBCASE("not yet") {
        d.now += 4'000;
        d.feed(SyncRequested{});
        CHECK_FALSE(d.find<Cancel>());
        CHECK_FALSE(d.find<Push>());
    }
    SUBCASE("for long") {
        d.now += 6'000;
        d.feed(SyncRequested{});
        const auto again = d.need<Push>();
        const auto check = d.need<Pull>();
        std::vector<RequestId> given_up;
        for (const auto& action : d.actions)
            if (const auto* cancel = std::get_if<Cancel>(&action)) given_up.push_back(cancel->request);
        CHECK(given_up == std::vector{push.request, poll.request});
        d.push_answer(push, {op_id(1)}, tl::unexpected(offline()));  // too late: nobody listens
        CHECK_FALSE(d.find<SyncFinished>());
        d.push_answer(again, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
        d.pulled_nothing(check, cursor_of(epoch_a, 4));
        CHECK(d.need<SyncFinished>().ok);
    }
}

TEST_CASE("of what went wrong in both directions the last is told") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, tl::unexpected(http(403)));
    CHECK(d.engine.status().text.starts_with("HTTP 403"));
    d.now += 1'000;
    d.feed(PullAnswered{poll.request, http(500)});
    CHECK(d.engine.status().text.starts_with("HTTP 500"));
    d.now += 1'000;
    const auto again = d.feed(SyncRequested{}).need<Push>();
    d.push_answer(again, {op_id(1)}, tl::unexpected(http(409)));
    CHECK(d.engine.status().text.starts_with("HTTP 409"));
}

TEST_CASE("without a hub nothing is sent and that is said") {
    Driver d;
    d.feed(Started{"", {3, 0}, Link::no_hub});
    CHECK(d.state() == SyncState::no_hub);
    CHECK_FALSE(d.find<Pull>());
    CHECK(d.engine.status().pending == 3);
    CHECK_FALSE(d.feed(SyncRequested{}).need<SyncFinished>().ok);
}

TEST_CASE("a clock that is set back does not put off a retry") {
    Driver d;
    const auto pull = d.start(cursor_of(epoch_a, 4)).need<Pull>();
    d.feed(PullAnswered{pull.request, offline()});
    d.now -= 3'600'000;
    CHECK(d.feed(TimerFired{}).find<Pull>());
}

TEST_CASE("a stopped engine cancels what is in flight and does nothing more") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    CHECK(d.feed(Stop{}).need<Cancel>().request == poll.request);
    CHECK(d.feed(LocalOpsAppended{{1, 0}}).actions.empty());
    CHECK(d.feed(TimerFired{}).actions.empty());
}

TEST_CASE(
    "a hub that is not reached is asked again within eight seconds for half a minute, and then less often") {
    for (unsigned failures = 1; failures <= 6; ++failures)
        for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{12345678}, UINT64_MAX}) {
            CHECK(reconnect_ms(failures, random, false) >= retry_delay_ms_min);
            CHECK(reconnect_ms(failures, random, false) <= 8'000);
        }
    CHECK(reconnect_ms(7, 14'999, false) == 15'999);
    CHECK(reconnect_ms(100, 298'999, false) == 299'999);
    CHECK(reconnect_ms(100, 2'999, true) == 3'999);
}

TEST_CASE("backoff stays between its bounds for every number of failures") {
    for (unsigned failures = 1; failures < 100; ++failures)
        for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{12345678}, UINT64_MAX}) {
            CHECK(backoff_ms(failures, random) >= retry_delay_ms_min);
            CHECK(backoff_ms(failures, random) <= retry_delay_ms_max);
        }
}
