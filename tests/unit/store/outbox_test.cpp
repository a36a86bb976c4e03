#include "fixture.hpp"

namespace restante::store {

using namespace tests;

TEST_CASE("a thread's ops that wait are found among few and among many") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    const auto thread = replica.open_thread("a", "one");
    const auto other = replica.open_thread("b", "another");
    auto reader = must(Reader::open(folder / "a.db"));
    for (std::size_t waiting = 1; waiting < 50; ++waiting) {
        REQUIRE(must(reader.pending_ops(thread.id)).size() == waiting);
        replica.reply(thread.id, "more");
    }
    std::vector<OpId> all;
    for (const auto& op : must(replica.store->outbox("team", 0, 1'000, 1'000'000)).ops)
        all.push_back(op.id);
    const auto own = must(reader.pending_ops(thread.id));
    for (std::size_t acked = 0; acked < all.size(); ++acked) {
        must(replica.store->mark_acked({&all[acked], 1}));
        const auto left = must(reader.pending_ops(thread.id));
        REQUIRE(std::equal(left.rbegin(), left.rend(), own.rbegin()));
    }
    CHECK(must(reader.pending_ops(thread.id)).empty());
    CHECK(must(reader.pending_ops(other.id)).empty());
}

TEST_CASE("the outbox gives the oldest ops first, within both bounds") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    for (int i = 0; i < 5; ++i)
        replica.reply(thread.id, fmt::format("reply {}", i));
    auto all = must(replica.store->outbox("team", 0, 100, 1'000'000)).ops;
    CHECK(all.size() == 6);
    CHECK(must(oplog::decode(all[0].bytes)).kind == "thread.open");
    CHECK(must(replica.store->outbox("team", 0, 2, 1'000'000)).ops.size() == 2);
    CHECK(must(replica.store->outbox("team", 0, 100, all[0].bytes.size() + all[1].bytes.size())).ops.size() ==
          2);
    CHECK(must(replica.store->outbox("team", 0, 100, 1)).ops.size() == 1);  // one too large still goes
    CHECK(must(replica.store->outbox("nowhere", 0, 100, 1)).ops.empty());
}

TEST_CASE("a reader sees the outbox as the store does, and counts no further than it was asked to") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.outbox_counts("team", 3)) == OutboxCounts{});
    auto thread = replica.open_thread("a", "one");
    replica.reply(thread.id, "two");
    replica.reply(thread.id, "three");
    CHECK(must(reader.outbox_counts("team", 3)) == OutboxCounts{3, 0});
    CHECK_FALSE(must(reader.outbox_counts("team", 2)));

    const auto all = must(replica.store->outbox("team", 0, 100, 1'000'000));
    const auto seen = must(reader.outbox("team", all.ops[0].position, 1, 1'000'000));
    REQUIRE(seen.ops.size() == 1);
    CHECK(seen.ops[0].bytes == all.ops[1].bytes);
    CHECK(seen.more);
    must(replica.store->mark_acked(std::vector{all.ops[2].id}));
    CHECK(must(reader.outbox_counts("team", 3)) == OutboxCounts{2, 0});
    CHECK_FALSE(must(reader.outbox("team", all.ops[1].position, 10, 1'000'000)).more);
}

TEST_CASE("an acknowledged op leaves the outbox, a rejected one waits with its reason") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    replica.reply(thread.id, "two");
    auto ops = must(replica.store->outbox("team", 0, 100, 1'000'000)).ops;
    must(replica.store->mark_acked(std::vector{ops[0].id}));
    must(replica.store->mark_rejected(ops[1].id, Errc::forbidden, "you may only read"));
    CHECK(replica.all_pending().empty());

    auto reader = must(Reader::open(folder / "a.db"));
    auto rejected = must(reader.rejected("team"));
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].id == ops[1].id);
    CHECK(rejected[0].bytes == ops[1].bytes);
    CHECK(rejected[0].code == Errc::forbidden);
    CHECK(rejected[0].reason == "you may only read");
    CHECK(must(reader.pending_ops(thread.id)).empty());
    CHECK(must(replica.store->outbox_counts("team")).rejected == 1);

    must(replica.store->retry_rejected(ops[1].id));
    CHECK(replica.all_pending() == std::vector{ops[1].bytes});
    CHECK(must(reader.pending_ops(thread.id)) == std::vector{ops[1].id});
    CHECK(must(reader.rejected("team")).empty());
    CHECK(replica.store->retry_rejected(ops[1].id).error().code == Errc::not_found);
    CHECK(replica.store->mark_rejected(OpId{{1}}, Errc::forbidden, "").error().code == Errc::not_found);
}

TEST_CASE("a rejected op that the hub shows after all is acknowledged") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    replica.open_thread("a", "one");
    auto op = must(replica.store->outbox("team", 0, 1, 1'000'000)).ops.at(0);
    must(replica.store->mark_rejected(op.id, Errc::rate_limited, "later"));
    const std::string_view view = op.bytes;
    must(replica.store->ingest("team", {&view, 1}, {}));
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.rejected("team")).empty());
    CHECK(replica.all_pending().empty());
    CHECK(must(replica.store->integrity()).empty());
}

TEST_CASE("a hub that starts anew is given everything that it does not show") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    replica.reply(thread.id, "two");
    auto ops = replica.all_pending();
    must(replica.store->ingest("team", views(ops), "old.2"));
    CHECK(replica.all_pending().empty());
    must(replica.store->forget_acks("team"));
    CHECK_FALSE(must(replica.store->cursor("team")));
    CHECK(replica.all_pending() == ops);
    const std::string_view shown = ops[0];
    must(replica.store->ingest("team", {&shown, 1}, "new.1"));
    CHECK(replica.all_pending() == std::vector{ops[1]});
}

TEST_CASE("another hub knows nothing of what the first one acknowledged") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    must(replica.store->set_hub("team", "https://one.example"));
    replica.open_thread("a", "one");
    auto ops = replica.all_pending();
    must(replica.store->ingest("team", views(ops), "c"));
    must(replica.store->set_hub("team", "https://one.example"));
    CHECK(replica.all_pending().empty());
    must(replica.store->set_hub("team", "https://two.example"));
    CHECK(replica.all_pending() == ops);
    auto spaces = must(replica.store->spaces());
    REQUIRE(spaces.size() == 1);
    CHECK(spaces[0].hub == "https://two.example");
    CHECK_FALSE(spaces[0].cursor);
    must(replica.store->set_hub("team", {}));
    CHECK_FALSE(must(replica.store->spaces()).at(0).hub);
}

TEST_CASE("the outbox read from a position on gives each op once") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    for (int i = 0; i < 6; ++i)
        replica.reply(thread.id, fmt::format("reply {}", i));
    const auto all = replica.all_pending();
    for (std::size_t max_ops : {1U, 3U, 7U, 50U}) {
        CAPTURE(max_ops);
        std::vector<std::string> seen;
        std::uint64_t after = 0;
        for (bool more = true; more;) {
            auto batch = must(replica.store->outbox("team", after, max_ops, 1'000'000));
            REQUIRE_FALSE(batch.ops.empty());
            for (const auto& op : batch.ops)
                seen.push_back(op.bytes);
            after = batch.ops.back().position;
            more = batch.more;
        }
        CHECK(seen == all);
    }
    CHECK(must(replica.store->outbox("team", 0, 50, 1)).ops.size() == 1);
    CHECK(must(replica.store->outbox("nowhere", 0, 50, 1)).ops.empty());
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.pending("team", 3)).size() == 3);
    CHECK(must(replica.store->outbox_counts("team")).pending == 7);
}

TEST_CASE("a hub that starts anew judges anew what the old one refused") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    replica.open_thread("a", "one");
    auto ops = must(replica.store->outbox("team", 0, 1, 1'000'000)).ops;
    must(replica.store->mark_rejected(ops.at(0).id, Errc::forbidden, "no"));
    CHECK(must(replica.store->outbox_counts("team")).rejected == 1);
    must(replica.store->forget_acks("team"));
    CHECK(must(replica.store->outbox_counts("team")).rejected == 0);
    CHECK(replica.all_pending().size() == 1);
    CHECK(must(replica.store->integrity()).empty());
}

TEST_CASE("a setting is what was last said") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    CHECK_FALSE(must(replica.store->setting("digest")));
    must(replica.store->set_setting("digest", "9:00"));
    must(replica.store->set_setting("digest", "10:00"));
    CHECK(must(replica.store->setting("digest")) == "10:00");
}

}  // namespace restante::store
