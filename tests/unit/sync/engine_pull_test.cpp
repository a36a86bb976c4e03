#include "driver.hpp"

using namespace restante;
using namespace restante::sync;
using namespace restante::sync::tests;

TEST_CASE("an empty long poll is followed by the next one, and reports nothing new") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    d.now += 30'000;
    d.pulled_nothing(poll, cursor_of(epoch_a, 4));
    const auto next = d.need<Pull>();
    CHECK(next.wait_s == 30);
    CHECK(next.cursor == cursor_of(epoch_a, 4));
    CHECK_FALSE(d.find<Report>());
    CHECK_FALSE(d.find<StoreOps>());
    CHECK(d.engine.status().last_success_at == d.now);
}

TEST_CASE("chunks go to the store one at a time, in order, and the cursor follows them") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 0));
    d.feed(PullProgress{poll.request, {"one\n", 1, cursor_of(epoch_a, 1), true}});
    const auto first = d.need<StoreOps>();
    CHECK(first.chunk.lines == "one\n");
    d.feed(PullProgress{poll.request, {"two\n", 1, cursor_of(epoch_a, 2), false}});
    CHECK_FALSE(d.find<StoreOps>());
    d.feed(Saved{first.job, OutboxCounts{}});
    CHECK(d.find<ChunkDone>());
    const auto second = d.need<StoreOps>();
    CHECK(second.chunk.lines == "two\n");
    d.feed(PullAnswered{poll.request, {}});
    CHECK_FALSE(d.find<Pull>());
    CHECK(d.feed(Saved{second.job, OutboxCounts{}}).need<Pull>().cursor == cursor_of(epoch_a, 2));
}

TEST_CASE("what arrived while the store was busy is stored together, within bounds, and each chunk is done") {
    Driver d(EngineOptions{.store_ops_max = 5, .store_bytes_max = 40});
    const auto poll = d.settle(cursor_of(epoch_a, 0));
    d.feed(PullProgress{poll.request, {"1\n", 1, cursor_of(epoch_a, 1), true}});
    const auto first = d.need<StoreOps>();
    const std::string by_bytes(36, 'x');
    const auto arrives = [&](const std::string& lines, std::size_t count, std::uint64_t seq, bool more) {
        d.feed(PullProgress{poll.request, {lines, count, cursor_of(epoch_a, seq), more}});
    };
    arrives("2\n3\n", 2, 3, true);
    arrives("", 0, 4, true);
    arrives("5\n6\n", 2, 6, true);
    arrives("7\n8\n", 2, 8, true);
    arrives(by_bytes, 1, 9, true);
    arrives("10\n", 1, 10, false);
    d.feed(PullAnswered{poll.request, {}});
    const auto done = [&] {
        return std::ranges::count_if(d.actions,
                                     [](const auto& one) { return std::holds_alternative<ChunkDone>(one); });
    };
    CHECK(done() == 0);

    d.feed(Saved{first.job, OutboxCounts{}});
    CHECK(done() == 1);
    const auto second = d.need<StoreOps>();
    CHECK(second.chunk == Chunk{"2\n3\n5\n6\n", 4, cursor_of(epoch_a, 6), true});
    d.feed(Saved{second.job, OutboxCounts{}});
    CHECK(done() == 3);
    const auto third = d.need<StoreOps>();
    CHECK(third.chunk == Chunk{"7\n8\n" + by_bytes, 3, cursor_of(epoch_a, 9), true});
    d.feed(Saved{third.job, OutboxCounts{}});
    CHECK(done() == 2);
    CHECK(d.engine.receiving());
    const auto fourth = d.need<StoreOps>();
    CHECK(fourth.chunk.cursor == cursor_of(epoch_a, 10));
    CHECK(d.feed(Saved{fourth.job, OutboxCounts{}}).need<Pull>().cursor == cursor_of(epoch_a, 10));
    CHECK_FALSE(d.engine.receiving());
}

TEST_CASE("ops are coming in until the last of them is stored, and the end is reported") {
    Driver d;
    const auto pull = d.start().need<Pull>();
    CHECK_FALSE(d.engine.receiving());  // nothing has come yet, and perhaps nothing will
    d.feed(PullProgress{pull.request, {"one\n", 1, cursor_of(epoch_a, 1), true}});
    d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{}});
    CHECK(d.engine.receiving());  // more was announced
    SUBCASE("it comes") {
        d.feed(PullProgress{pull.request, {"two\n", 1, cursor_of(epoch_a, 2), false}});
        const auto last = d.need<StoreOps>();
        d.feed(PullAnswered{pull.request, {}});
        CHECK(d.engine.receiving());
        d.feed(Saved{last.job, OutboxCounts{}});
    }
    SUBCASE("the connection breaks") {
        d.feed(PullAnswered{pull.request, offline()});
    }
    CHECK_FALSE(d.engine.receiving());
    CHECK(d.find<Report>());
}

TEST_CASE("when storing fails the cursor stays, what came behind is dropped, and it is tried again later") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 0));
    d.feed(PullProgress{poll.request, {"one\n", 1, cursor_of(epoch_a, 1), true}});
    const auto first = d.need<StoreOps>();
    d.feed(PullProgress{poll.request, {"two\n", 1, cursor_of(epoch_a, 2), false}});
    d.feed(Saved{first.job, fail(Errc::io, "no space left on device")});
    CHECK_FALSE(d.find<StoreOps>());
    CHECK(d.need<Cancel>().request == poll.request);
    CHECK(d.state() == SyncState::error);
    CHECK(d.engine.status().text == "cannot store what the hub sent: no space left on device");
    d.now = d.need<SetTimer>().at.value();
    CHECK(d.feed(TimerFired{}).need<Pull>().cursor == cursor_of(epoch_a, 0));
}

TEST_CASE("a transfer that breaks in the middle is resumed after its last whole chunk") {
    Driver d;
    const auto pull = d.start().need<Pull>();
    d.feed(PullProgress{pull.request, {"one\n", 1, cursor_of(epoch_a, 1), true}});
    const auto store = d.need<StoreOps>();
    d.feed(PullAnswered{pull.request, offline()});
    d.feed(Saved{store.job, OutboxCounts{}});
    CHECK_FALSE(d.find<Pull>());
    d.now += 1'000;
    CHECK(d.feed(TimerFired{}).need<Pull>().cursor == cursor_of(epoch_a, 1));
}

TEST_CASE("a cursor that the hub does not know: forget, pull everything, then push what was not shown") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    d.feed(PullAnswered{poll.request, http(409)});
    const auto forget = d.need<ForgetAcks>();
    CHECK_FALSE(d.find<Pull>());  // not before it is durable
    d.feed(Saved{forget.job, OutboxCounts{4, 0}});
    CHECK(d.find<Introduce>());
    CHECK_FALSE(d.find<Push>());
    const auto all = d.need<Pull>();
    CHECK(all.cursor.empty());
    CHECK(all.wait_s == 0);
    d.feed(PullProgress{all.request, {"one\n", 1, cursor_of(epoch_b, 1), false}});
    const auto store = d.need<StoreOps>();
    d.feed(PullAnswered{all.request, {}});
    d.feed(Saved{store.job, OutboxCounts{3, 0}});
    CHECK(d.need<Push>().after == 0);
}

TEST_CASE("a push answer of another epoch counts for nothing and starts over") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, accepted(epoch_b, {{op_id(1), 1}}));
    CHECK(d.find<ForgetAcks>());
    CHECK(d.need<Cancel>().request == poll.request);
    CHECK_FALSE(d.find<Push>());
}

TEST_CASE("forgetting that fails is tried again before anything else") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto forget = d.feed(PullAnswered{poll.request, http(409)}).need<ForgetAcks>();
    d.feed(Saved{forget.job, fail(Errc::io, "disk full")});
    CHECK(d.state() == SyncState::error);
    CHECK_FALSE(d.find<Pull>());
    d.now = d.need<SetTimer>().at.value();
    CHECK(d.feed(TimerFired{}).find<ForgetAcks>());
}

TEST_CASE("a store job of before a reset does not move the cursor") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    d.feed(PullProgress{poll.request, {"five\n", 1, cursor_of(epoch_a, 5), false}});
    const auto store = d.need<StoreOps>();
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, accepted(epoch_b, {{op_id(1), 1}}));
    const auto forget = d.need<ForgetAcks>();
    CHECK(d.feed(Saved{store.job, OutboxCounts{}}).actions.empty());
    CHECK(d.feed(Saved{forget.job, OutboxCounts{6, 0}}).need<Pull>().cursor.empty());
}

TEST_CASE("a hub that changes its identity again and again is asked ever more slowly") {
    Driver d;
    auto pull = d.settle(cursor_of(epoch_a, 4));
    d.feed(PullAnswered{pull.request, http(409)});
    pull = d.feed(Saved{d.need<ForgetAcks>().job, OutboxCounts{}}).need<Pull>();
    d.feed(PullProgress{pull.request, {"one\n", 1, cursor_of(epoch_b, 1), true}});
    d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{}});
    d.feed(PullProgress{pull.request, {"two\n", 1, cursor_of(epoch_a, 2), true}});
    CHECK_FALSE(d.find<ForgetAcks>());
    CHECK(d.state() == SyncState::error);
    d.now = d.need<SetTimer>().at.value();
    CHECK(d.feed(TimerFired{}).find<ForgetAcks>());
}

TEST_CASE("a hub that does not hold long polls is polled at growing intervals") {
    Driver d;
    auto poll = d.settle(cursor_of(epoch_a, 4));
    d.pulled_nothing(poll, cursor_of(epoch_a, 4));
    poll = d.need<Pull>();
    TimeMs last = 0;
    for (int i = 0; i < 8; ++i) {
        d.pulled_nothing(poll, cursor_of(epoch_a, 4));
        REQUIRE_FALSE(d.find<Pull>());
        const auto at = d.need<SetTimer>().at.value();
        CHECK(at - d.now >= last);
        CHECK(at - d.now <= 30'000);
        last = at - d.now;
        d.now = at;
        poll = d.feed(TimerFired{}).need<Pull>();
    }
    CHECK(last == 30'000);
    CHECK(d.state() == SyncState::idle);
}

TEST_CASE("a cursor that leads nowhere is an error, not a loop") {
    Driver d;
    const auto pull = d.start().need<Pull>();
    SUBCASE("not a cursor") {
        d.feed(PullProgress{pull.request, {"", 0, "nonsense", false}});
    }
    SUBCASE("more, but no further") {
        d.feed(PullProgress{pull.request, {"one\n", 1, cursor_of(epoch_a, 1), true}});
        d.feed(PullProgress{pull.request, {"", 0, cursor_of(epoch_a, 1), true}});
    }
    CHECK(d.need<Cancel>().request == pull.request);
    CHECK(d.state() == SyncState::error);
}

TEST_CASE("an answer to a request that was cancelled is ignored") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    d.feed(LoginChanged{Link::needs_login});
    CHECK(d.need<Cancel>().request == poll.request);
    CHECK(d.feed(PullProgress{poll.request, {"five\n", 1, cursor_of(epoch_a, 5), false}}).actions.empty());
    CHECK(d.feed(PullAnswered{poll.request, offline()}).actions.empty());
}

TEST_CASE("the first sync says so, and how far it is, until it has reached the end once") {
    Driver d;
    const auto pull = d.start().need<Pull>();
    CHECK(d.engine.status().received == 0);
    d.feed(PullProgress{pull.request, {"one\n", 1, cursor_of(epoch_a, 1), false}});
    const auto store = d.need<StoreOps>();
    d.feed(PullAnswered{pull.request, offline()});
    d.feed(Saved{store.job, OutboxCounts{}});
    CHECK(d.engine.status().received == 1);
    CHECK(d.state() == SyncState::offline);  // not over for that
    d.now += 1'000;
    const auto rest = d.feed(TimerFired{}).need<Pull>();
    CHECK(d.engine.status().received == 1);
    d.pulled_nothing(rest, cursor_of(epoch_a, 1));
    CHECK_FALSE(d.engine.status().received);
    CHECK(d.engine.status().text == "up to date");
}

TEST_CASE("a space that was fetched before is not in its first sync, whatever happens to its hub") {
    Driver d;
    (void)d.settle(cursor_of(epoch_a, 4));
    CHECK_FALSE(d.engine.status().received);
    d.feed(LoginChanged{Link::needs_login});
    CHECK_FALSE(d.engine.status().received);
    Driver again;
    again.start(cursor_of(epoch_a, 4));
    CHECK_FALSE(again.engine.status().received);
}

TEST_CASE("a space without a hub never waits for its first sync") {
    Driver d;
    d.feed(Started{"", {}, Link::no_hub});
    CHECK_FALSE(d.engine.status().received);
}
