#include "store/store.hpp"

#include "fixture.hpp"
#include "store/migrations.hpp"

namespace restante::store {
namespace {

using namespace tests;

/// Threads of a store as bytes, by id: what must not depend on how the ops came.
std::map<ThreadId, std::string> snapshots(const std::string& path) {
    auto reader = must(Reader::open(path));
    std::map<ThreadId, std::string> out;
    ListFilter filter{.space = "team", .limit = list_limit_max};
    for (const auto& row : must(reader.list(filter)).threads)
        out[row.id] = core::encode_thread(*must(reader.thread(row.id)));
    return out;
}

/// A small history of several authors about several threads.
std::vector<std::string> history(unsigned seed, std::size_t threads, std::size_t replies) {
    std::mt19937 random(seed);
    std::vector<std::string> ops;
    std::vector<core::Thread> open;
    FakeClock clock;
    FakeIdSource ids(7);
    std::uint64_t lamport = 0;
    auto stamp = [&] {
        clock.advance(1 + static_cast<TimeMs>(random() % 5'000));
        const auto author = static_cast<std::uint8_t>(1 + random() % 3);
        return core::Stamp{.id = make_id<OpId>(ids, clock.now_ms()),
                           .space = "team",
                           .actor = ActorId{{author}},
                           .device = DeviceId{{author}},
                           // Authors that have not heard of each other use the same numbers.
                           .lamport = lamport += random() % 2 + (lamport == 0 ? 1 : 0),
                           .at = clock.now_ms()};
    };
    for (std::size_t i = 0; i < threads; ++i) {
        auto op = must(core::make_open(stamp(), anchor_at(fmt::format("src/f{}.cpp", i % 3)),
                                       fmt::format("open {}", i), ""));
        ops.push_back(oplog::encode(op));
        open.push_back(*core::fold_thread(ThreadId{op.entity.bytes}, {&op, 1}));
    }
    for (std::size_t i = 0; i < replies; ++i) {
        auto& thread = open[random() % open.size()];
        Result<oplog::Op> op = core::make_comment(stamp(), thread, fmt::format("reply {}", i));
        if (random() % 5 == 0)
            op = thread.state.state == core::ThreadState::open ? core::make_resolve(stamp(), thread)
                                                               : core::make_reopen(stamp(), thread);
        else if (random() % 6 == 0)
            op = core::make_reanchor(stamp(), thread, anchor_at(fmt::format("src/g{}.cpp", i)));
        else if (random() % 6 == 0)
            op = core::make_title(stamp(), thread, fmt::format("title {}", i));
        if (!op) continue;
        ops.push_back(oplog::encode(*op));
        (void)core::fold_next(thread, *op);
    }
    return ops;
}

}  // namespace

TEST_CASE("an identity is made once and kept") {
    TempFolder folder;
    Identity made;
    {
        Replica replica(folder / "a.db");
        made = replica.store->identity();
        CHECK_FALSE(made.actor.is_nil());
        CHECK_FALSE(made.device.is_nil());
        must(replica.store->set_identity("Ada", "ada@example.org"));
        CHECK_FALSE(replica.store->set_identity(" ", ""));
    }
    Replica replica(folder / "a.db", 2);
    CHECK(replica.store->identity().actor == made.actor);
    CHECK(replica.store->identity().device == made.device);
    CHECK(replica.store->identity().name == "Ada");
    CHECK(replica.store->identity().email == "ada@example.org");
}

TEST_CASE("a name that was found may be followed until the person says one") {
    TempFolder folder;
    {
        Replica replica(folder / "a.db");
        CHECK_FALSE(replica.store->identity().said);
        must(replica.store->adopt_identity("root", ""));
    }
    {
        Replica replica(folder / "a.db", 2);
        CHECK(replica.store->identity().name == "root");
        CHECK_FALSE(replica.store->identity().said);
        must(replica.store->set_identity("Ada", ""));
    }
    Replica replica(folder / "a.db", 3);
    CHECK(replica.store->identity().name == "Ada");
    CHECK(replica.store->identity().said);
}

TEST_CASE("a name of before it was noted who gave it stays") {
    TempFolder folder;
    {
        Replica replica(folder / "a.db");
        must(replica.store->adopt_identity("Ada", ""));
    }
    {
        auto db = must(Database::open(folder / "a.db", store_schema()));
        must(db.run("DELETE FROM settings WHERE key = 'identity.said'"));
    }
    Replica replica(folder / "a.db", 2);
    CHECK(replica.store->identity().said);
}

TEST_CASE("a thread opened and answered is what a fold of its ops gives") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("src/a.cpp", "Why 42?", "The answer");
    auto answered = replica.reply(thread.id, "Because.");
    CHECK(answered.comments.size() == 2);

    std::vector<oplog::Op> ops;
    for (const auto& bytes : replica.all_pending())
        ops.push_back(must(oplog::decode(bytes)));
    CHECK(core::encode_thread(*core::fold_thread(thread.id, ops)) == core::encode_thread(answered));
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.thread(thread.id)) == answered);
    CHECK(must(replica.store->integrity()).empty());
}

TEST_CASE("each op's lamport is one more than the largest seen in its space") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    must(replica.store->append_local("other", {}, opening("a", "elsewhere")));
    CHECK(replica.reply(thread.id, "two").last.lamport == 2);

    Replica far(folder / "b.db", 9);
    for (int i = 0; i < 6; ++i)
        far.open_thread("b", "far away");
    auto ops = far.all_pending();
    must(replica.store->ingest("team", views(ops), "c1"));
    CHECK(replica.reply(thread.id, "three").last.lamport == 7);
}

TEST_CASE("no lamport is given twice, whenever the store is closed") {
    TempFolder folder;
    std::uint64_t before = 0;
    for (int run = 0; run < 5; ++run) {
        Replica replica(folder / "a.db", static_cast<std::uint8_t>(run + 1));
        const auto thread = replica.open_thread("a", "one");
        CHECK(thread.last.lamport > before);
        before = thread.last.lamport;
        for (int i = 0; i < 70; ++i) {
            const auto next = replica.reply(thread.id, "more").last.lamport;
            REQUIRE(next == before + 1);
            before = next;
        }
    }
}

TEST_CASE("an op that failed takes no lamport") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    const auto thread = replica.open_thread("a", "one");
    const auto refuse = [](const core::Stamp&, const core::Thread*) -> Result<oplog::Op> {
        return fail(Errc::invalid_argument, "no");
    };
    CHECK_FALSE(replica.store->append_local("team", thread.id, refuse));
    CHECK(replica.reply(thread.id, "two").last.lamport == 2);
}

TEST_CASE("a name is told to a space before the first op there, and again when it changes") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    must(replica.store->set_identity("Ada", ""));
    auto thread = replica.open_thread("a", "one");
    replica.reply(thread.id, "two");
    must(replica.store->set_identity("Ada L.", ""));
    replica.reply(thread.id, "three");
    std::string kinds;
    for (const auto& bytes : replica.all_pending())
        kinds += must(oplog::decode(bytes)).kind + " ";
    CHECK(kinds == "actor.profile thread.open comment.add actor.profile comment.add ");
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.profile_name("team", replica.store->identity().actor)) == "Ada L.");
    CHECK_FALSE(must(reader.profile_name("other", replica.store->identity().actor)));
}

TEST_CASE("an op that is refused changes nothing") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    must(replica.store->set_identity("Ada", ""));
    auto refuse = [](const core::Stamp&, const core::Thread*) -> Result<oplog::Op> {
        return fail(Errc::conflict, "no");
    };
    CHECK(replica.store->append_local("team", {}, refuse).error().code == Errc::conflict);
    CHECK(replica.store->append_local("team", ThreadId{{9}}, replying("x")).error().code == Errc::not_found);
    CHECK(replica.store->append_local("No Name", {}, opening("a", "x")).error().code ==
          Errc::invalid_argument);
    CHECK(must(replica.store->spaces()).empty());
    auto thread = replica.open_thread("a", "one");
    CHECK(replica.store->append_local("other", thread.id, replying("x")).error().code == Errc::not_found);
}

TEST_CASE("a reanchored thread is said to have left its file") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("old.cpp", "one");
    auto moved = must(
        replica.store->append_local("team", thread.id, [](const core::Stamp& stamp, const core::Thread* now) {
            return core::make_reanchor(stamp, *now, anchor_at("new.cpp"));
        }));
    CHECK(moved.previous_file == FileKey{"team", "r1", "old.cpp"});
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.threads_of_file("team", "r1", "old.cpp")).empty());
    CHECK(must(reader.threads_of_file("team", "r1", "new.cpp")) == std::vector{moved.thread});
}

TEST_CASE("the log says what a thread was about, and two replicas that re-attached it at once agree") {
    TempFolder folder;
    Replica a(folder / "a.db", 1);
    Replica b(folder / "b.db", 2);
    const auto thread = a.open_thread("old.cpp", "one");
    auto exchange = [](Replica& from, Replica& to) {
        const auto ops = from.all_pending();
        must(to.store->ingest("team", views(ops), {}));
    };
    exchange(a, b);
    const auto reattach = [&](Replica& at, const std::string& path) {
        at.clock.advance(1'000);
        return must(
            at.store->append_local("team", thread.id, [&](const core::Stamp& stamp, const core::Thread* now) {
                return core::make_reanchor(stamp, *now, anchor_at(path));
            }));
    };
    reattach(a, "a.cpp");
    reattach(b, "b.cpp");
    exchange(a, b);
    exchange(b, a);
    auto one = must(Reader::open(folder / "a.db"));
    auto other = must(Reader::open(folder / "b.db"));
    const auto history = must(one.anchors_of(thread.id));
    REQUIRE(history.size() == 3);
    CHECK(history[0].anchor.path == "old.cpp");
    CHECK(history == must(other.anchors_of(thread.id)));
    CHECK(must(one.thread(thread.id)) == must(other.thread(thread.id)));
    CHECK(must(one.thread(thread.id))->anchor == history.back().anchor);
    CHECK(core::before_last(history)->anchor.path == history[1].anchor.path);
    CHECK(must(one.anchors_of(ThreadId{{1}})).empty());
}

TEST_CASE("ops taken in any order and any batches give the same threads") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        auto ops = history(seed, 4, 40);
        TempFolder folder;
        std::map<ThreadId, std::string> expected;
        for (int round = 0; round < 3; ++round) {
            const auto path = folder / fmt::format("{}.db", round);
            Replica replica(path, static_cast<std::uint8_t>(round + 1));
            std::mt19937 random(seed * 100 + static_cast<unsigned>(round));
            if (round > 0) std::ranges::shuffle(ops, random);
            for (std::size_t i = 0; i < ops.size();) {
                const auto n =
                    std::min<std::size_t>(ops.size() - i, round == 0 ? ops.size() : 1 + random() % 7);
                auto batch = views(ops);
                must(replica.store->ingest("team", std::span(batch).subspan(i, n), {}));
                i += n;
            }
            CHECK(must(replica.store->integrity()).empty());
            if (round == 0) {
                expected = snapshots(path);
                CHECK(expected.size() == 4);
            } else {
                CHECK(snapshots(path) == expected);
            }
        }
    }
}

TEST_CASE("ingest says what changed, once") {
    TempFolder folder;
    Replica far(folder / "far.db", 2);
    auto thread = far.open_thread("a.cpp", "one");
    far.reply(thread.id, "two");
    auto ops = far.all_pending();
    Replica replica(folder / "a.db");
    auto first = must(replica.store->ingest("team", views(ops), "c1"));
    CHECK(first.inserted == 2);
    CHECK(first.threads == std::vector{thread.id});
    CHECK(first.files == std::vector{FileKey{"team", "r1", "a.cpp"}});
    auto second = must(replica.store->ingest("team", views(ops), "c2"));
    CHECK(second.inserted == 0);
    CHECK(second.duplicates == 2);
    CHECK(second.threads.empty());
    CHECK(must(replica.store->cursor("team")) == "c2");
    CHECK(replica.all_pending().empty());
}

TEST_CASE("a bad op is refused alone") {
    TempFolder folder;
    Replica far(folder / "far.db", 2);
    far.open_thread("a.cpp", "one");
    far.open_thread("b.cpp", "two");
    must(far.store->append_local("other", {}, opening("a", "elsewhere")));
    auto ops = far.all_pending();
    ops.insert(ops.begin() + 1, "{\"garbage\":");
    ops.push_back(far.all_pending("other").at(0));
    auto twisted = must(oplog::decode(ops[0]));
    twisted.at += 1;
    ops.push_back(oplog::encode(twisted));  // the id of one that is there, other bytes
    Replica replica(folder / "a.db");
    auto result = must(replica.store->ingest("team", views(ops), "c1"));
    CHECK(result.inserted == 2);
    REQUIRE(result.refused.size() == 3);
    CHECK(result.refused[0].index == 1);
    CHECK(result.refused[0].error.code == Errc::corrupt);
    CHECK(result.refused[1].index == 3);
    CHECK(result.refused[1].error.code == Errc::invalid_argument);
    CHECK(result.refused[2].index == 4);
    CHECK(result.refused[2].error.code == Errc::conflict);
    CHECK(must(replica.store->cursor("team")) == "c1");
}

TEST_CASE("another space cannot touch a thread by naming it") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a.cpp", "one");
    auto op = must(core::make_resolve({.id = OpId{{5, 5}},
                                       .space = "evil",
                                       .actor = ActorId{{5}},
                                       .device = DeviceId{{5}},
                                       .lamport = 9,
                                       .at = 9},
                                      thread));
    const auto bytes = oplog::encode(op);
    const std::string_view view = bytes;
    auto result = must(replica.store->ingest("evil", {&view, 1}, {}));
    CHECK(result.inserted == 1);
    CHECK(result.threads.empty());
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.thread(thread.id)) == thread);
}

TEST_CASE("an op of an unknown kind is kept and folds to nothing that shows") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a.cpp", "one");
    oplog::Op op{.id = OpId{{5, 5}},
                 .space = "team",
                 .kind = "thread.sing",
                 .entity = EntityId{thread.id.bytes},
                 .actor = ActorId{{5}},
                 .device = DeviceId{{5}},
                 .lamport = 9,
                 .parents = {},
                 .at = 9};
    const auto bytes = oplog::encode(op);
    const std::string_view view = bytes;
    CHECK(must(replica.store->ingest("team", {&view, 1}, {})).inserted == 1);
    CHECK(replica.reply(thread.id, "two").last.lamport == 10);
    CHECK(must(replica.store->integrity()).empty());
}

TEST_CASE("an op of a newer format is kept as it came") {
    TempFolder folder;
    Replica far(folder / "far.db", 2);
    far.open_thread("a.cpp", "one");
    auto bytes = far.all_pending().at(0);
    const auto at = bytes.find("\"v\":1");
    REQUIRE(at != std::string::npos);
    bytes.replace(at, 5, "\"v\":2");
    const std::string_view view = bytes;
    Replica replica(folder / "a.db");
    CHECK(must(replica.store->ingest("team", {&view, 1}, "c1")).kept_newer == 1);
    auto again = must(replica.store->ingest("team", {&view, 1}, "c1"));
    CHECK(again.kept_newer == 0);
    CHECK(again.duplicates == 1);
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.counts()).newer_ops == 1);
}

TEST_CASE("what an older version could not read is read after an upgrade") {
    TempFolder folder;
    Replica far(folder / "far.db", 2);
    auto thread = far.open_thread("a.cpp", "one");
    const auto bytes = far.all_pending().at(0);
    {
        Replica replica(folder / "a.db");
        must(replica.store->ingest("team", {}, {}));
        auto& db = replica.store->database();
        must(db.run("INSERT INTO newer_ops (space, digest, tried, bytes) VALUES (1, 0, 0, ?1)", Blob{bytes}));
        must(db.run("UPDATE settings SET value = '0.0' WHERE key = 'derived.version'"));
    }
    Replica replica(folder / "a.db");
    CHECK(replica.store->needs_rebuild());
    while (replica.store->needs_rebuild())
        must(replica.store->rebuild_some(1));
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.thread(thread.id)) == thread);
    CHECK(must(reader.counts()).newer_ops == 0);
}

TEST_CASE("rows made again from the ops are what they were") {
    TempFolder folder;
    const auto path = folder / "a.db";
    const auto ops = history(3, 5, 30);
    std::map<ThreadId, std::string> expected;
    {
        Replica replica(path);
        must(replica.store->set_identity("Ada", ""));
        replica.open_thread("x", "mine");
        must(replica.store->ingest("team", views(ops), {}));
        expected = snapshots(path);
        auto& db = replica.store->database();
        must(db.run("UPDATE snapshots SET bytes = x'00'"));
        must(db.run("UPDATE threads SET state = 1, path = 'nowhere'"));
        must(db.run("UPDATE profiles SET name = 'nobody'"));
        must(db.run("UPDATE settings SET value = '0.0' WHERE key = 'derived.version'"));
        // A reader meanwhile sees what the ops say.
        CHECK(snapshots(path) == expected);
    }
    {
        Replica replica(path);
        REQUIRE(replica.store->needs_rebuild());
        auto progress = must(replica.store->rebuild_some(3));
        CHECK(progress.done == 3);
        CHECK(progress.total > 3);
    }
    Replica replica(path);  // goes on where it was
    Progress progress;
    int slices = 0;
    while (replica.store->needs_rebuild()) {
        progress = must(replica.store->rebuild_some(3));
        ++slices;
    }
    CHECK(slices == 2);
    CHECK(progress.done == progress.total);
    CHECK(snapshots(path) == expected);
    CHECK(must(replica.store->integrity()).empty());
    auto reader = must(Reader::open(path));
    CHECK(must(reader.profile_name("team", replica.store->identity().actor)) == "Ada");
    CHECK(must(reader.threads_of_file("team", "r1", "x")).size() == 1);
    Replica later(path);
    CHECK_FALSE(later.store->needs_rebuild());
}

TEST_CASE("a stored thread that its ops contradict is found by the integrity check") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    thread.comments[0].text = "forged";
    must(replica.store->database().run("UPDATE snapshots SET bytes = ?1", Blob{core::encode_thread(thread)}));
    CHECK(must(replica.store->integrity()).size() == 1);
}

}  // namespace restante::store
