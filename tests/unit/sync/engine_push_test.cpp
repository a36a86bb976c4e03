#include "driver.hpp"

using namespace restante;
using namespace restante::sync;
using namespace restante::sync::tests;

TEST_CASE("an appended op is pushed at once, beside the open long poll") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    CHECK(poll.wait_s == 30);
    d.feed(LocalOpsAppended{{1, 0}});
    CHECK(d.find<Push>());
    CHECK_FALSE(d.find<Cancel>());
    CHECK_FALSE(d.find<SetTimer>());
    CHECK(d.state() == SyncState::syncing);
}

TEST_CASE("one batch is in flight at a time, and what was appended meanwhile follows it") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    CHECK_FALSE(d.feed(LocalOpsAppended{{2, 0}}).find<Push>());
    d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
    const auto next = d.need<Push>();
    CHECK(next.after == push.after + 1);
    CHECK(d.engine.status().pending == 1);
}

TEST_CASE(
    "an acknowledged op is not pushed again, and is no longer pending for people, before the pull shows it") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
    CHECK_FALSE(d.find<Push>());
    CHECK(d.engine.status().pending == 0);
    CHECK(d.state() == SyncState::idle);
    d.feed(PullProgress{poll.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 5), false}});
    d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{0, 0}});
    CHECK_FALSE(d.find<Push>());
}

TEST_CASE("an op that was acknowledged and is not shown where it should be is pushed again") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
    // The hub was restored and has grown: number 5 is another op, and ours is still pending in the store.
    d.feed(PullProgress{poll.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 5), false}});
    d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{1, 0}});
    CHECK(d.need<Push>().after == 0);
}

TEST_CASE("an op that was acknowledged is pushed again when a later pull ends before it") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(1), 5}}));
    d.now += 30'000;
    d.pulled_nothing(poll, cursor_of(epoch_a, 4));  // began before the acknowledgement: proves nothing
    CHECK_FALSE(d.find<Push>());
    const auto later = d.need<Pull>();
    d.now += 30'000;
    d.pulled_nothing(later, cursor_of(epoch_a, 4));
    CHECK(d.find<Push>());
}

TEST_CASE("nothing is pushed before the first pull reached the end") {
    Driver d;
    const auto pull = d.start("", {3, 0}).need<Pull>();
    CHECK(pull.wait_s == 0);
    CHECK_FALSE(d.find<Push>());
    d.feed(PullProgress{pull.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 1), true}});
    const auto first = d.need<StoreOps>();
    d.feed(PullAnswered{pull.request, {}});
    d.feed(Saved{first.job, OutboxCounts{2, 0}});
    CHECK_FALSE(d.find<Push>());
    const auto rest = d.need<Pull>();
    CHECK(rest.cursor == cursor_of(epoch_a, 1));
    d.feed(PullProgress{rest.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 2), false}});
    const auto second = d.need<StoreOps>();
    d.feed(PullAnswered{rest.request, {}});
    d.feed(Saved{second.job, OutboxCounts{1, 0}});
    CHECK(d.find<Push>());
}

TEST_CASE("a batch that is too large is halved until it fits") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    auto push = d.feed(LocalOpsAppended{{4, 0}}).need<Push>();
    const std::vector<OpId> all{op_id(1), op_id(2), op_id(3), op_id(4)};
    push = d.push_answer(push, all, tl::unexpected(http(413))).need<Push>();
    CHECK(push.ops_max == 2);
    CHECK(push.bytes_max == 200);
    CHECK(d.state() == SyncState::syncing);
    push = d.push_answer(push, {op_id(1), op_id(2)}, accepted(epoch_a, {{op_id(1), 5}, {op_id(2), 6}}), true)
               .need<Push>();
    CHECK(push.bytes_max == 200);  // does not grow back to what was refused
    CHECK(push.after == 2);
}

TEST_CASE("an op that is too large alone is rejected here with the reason, and the rest goes on") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{2, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, tl::unexpected(http(413)), true);
    const auto mark = d.need<MarkRejected>();
    REQUIRE(mark.rejections.size() == 1);
    CHECK(mark.rejections[0].id == op_id(1));
    CHECK(mark.rejections[0].code == Errc::too_large);
    CHECK(mark.rejections[0].reason.find("HTTP 413") != std::string::npos);
    CHECK_FALSE(d.find<Push>());
    CHECK(d.feed(Saved{mark.job, OutboxCounts{1, 1}}).find<Push>());
    CHECK(d.engine.status().rejected == 1);
}

TEST_CASE(
    "an op that the hub rejects is marked with the hub's reason, and the others of its batch are "
    "acknowledged") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{2, 0}}).need<Push>();
    auto answer = accepted(epoch_a, {{op_id(1), 5}});
    answer.results.push_back({op_id(2), PushVerdict::rejected, 0, Errc::forbidden, "another's comment"});
    d.push_answer(push, {op_id(1), op_id(2)}, answer);
    const auto mark = d.need<MarkRejected>();
    CHECK(mark.rejections == std::vector<Rejection>{{op_id(2), Errc::forbidden, "another's comment"}});
    d.feed(Saved{mark.job, OutboxCounts{1, 1}});
    CHECK_FALSE(d.find<Push>());
    CHECK(d.state() == SyncState::idle);
    CHECK(d.engine.status().pending == 0);
}

TEST_CASE("a rejected op that a person retries is sent at once, though later ones have gone out meanwhile") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, tl::unexpected(http(413)));
    push = d.feed(Saved{d.need<MarkRejected>().job, OutboxCounts{0, 1}}).need<Push>();
    d.push_answer(push, {}, PushAnswer{});
    push = d.feed(LocalOpsAppended{{1, 1}}).need<Push>();
    push.after = 1;
    d.push_answer(push, {op_id(2)}, accepted(epoch_a, {{op_id(2), 5}}));
    SUBCASE("and have been shown") {
        d.feed(PullProgress{poll.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 5), false}});
        d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{0, 1}});
        CHECK(d.feed(RejectedRetried{{1, 0}}).need<Push>().after == 0);
    }
    SUBCASE("and are shown a moment later") {
        push = d.feed(RejectedRetried{{2, 0}}).need<Push>();
        d.push_answer(push, {}, PushAnswer{});
        d.feed(PullProgress{poll.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 5), false}});
        d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{1, 0}});
        CHECK(d.need<Push>().after == 0);
    }
    SUBCASE("and the hub had asked for patience") {
        d.feed(PullProgress{poll.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 5), false}});
        d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{0, 1}});
        push = d.feed(LocalOpsAppended{{1, 1}}).need<Push>();
        d.push_answer(push, {op_id(3)}, tl::unexpected(http(503, 600)));
        CHECK(d.feed(RejectedRetried{{2, 0}}).need<Push>().after == 0);
    }
}

TEST_CASE("an op that the hub cannot judge yet stays pending and is offered again") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    PushAnswer answer{epoch_a, {{op_id(1), PushVerdict::rejected, 0, Errc::not_found, "no such thread"}}};
    d.push_answer(push, {op_id(1)}, answer);
    CHECK_FALSE(d.find<Push>());
    CHECK_FALSE(d.find<MarkRejected>());
    d.now = d.need<SetTimer>().at.value();
    CHECK(d.feed(TimerFired{}).need<Push>().after == 0);
}

TEST_CASE("an answer that does not match what was sent changes nothing and is tried again") {
    Driver d;
    d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, accepted(epoch_a, {{op_id(9), 5}}));
    CHECK(d.state() == SyncState::error);
    CHECK(d.engine.status().pending == 1);
    d.now = d.need<SetTimer>().at.value();
    CHECK(d.feed(TimerFired{}).find<Push>());
}

TEST_CASE("a hub that has an op but never shows it does not make the engine spin") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    PushAnswer answer{epoch_a, {{op_id(1), PushVerdict::duplicate, 3, {}, {}}}};
    d.push_answer(push, {op_id(1)}, answer);
    CHECK_FALSE(d.find<Push>());
    CHECK(d.state() == SyncState::error);
    CHECK(d.find<SetTimer>());
    (void)poll;
}

TEST_CASE("when a pull has shown what a failed push carried, the failure is over") {
    Driver d;
    const auto poll = d.settle(cursor_of(epoch_a, 4));
    const auto push = d.feed(LocalOpsAppended{{1, 0}}).need<Push>();
    d.push_answer(push, {op_id(1)}, tl::unexpected(http(500)));
    const auto timer = d.need<SetTimer>();
    d.feed(PullProgress{poll.request, {"{\"actor\":…}\n", 1, cursor_of(epoch_a, 5), false}});
    d.feed(Saved{d.need<StoreOps>().job, OutboxCounts{0, 0}});
    d.now = timer.at.value();
    const auto again = d.feed(TimerFired{}).need<Push>();
    d.push_answer(again, {}, PushAnswer{});
    CHECK(d.state() == SyncState::idle);
}
