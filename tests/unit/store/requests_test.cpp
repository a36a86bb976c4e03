// A request that is made again, because its answer was lost, is done once.
#include "fixture.hpp"
#include "support/fault_vfs.hpp"

namespace restante::store {
namespace {

using namespace tests;

const Request reply_request{"the-key-of-a-reply", "reply text"};

std::int64_t count(Replica& replica, const char* table) {
    return must(replica.store->database().integer(fmt::format("SELECT count(*) FROM {}", table).c_str()))
        .value();
}

}  // namespace

TEST_CASE("a request made again gives what it gave, and changes nothing") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    auto first = must(replica.store->append_local("team", thread.id, replying("two"), {}, reply_request));
    CHECK_FALSE(first.repeated);
    const auto ops = count(replica, "ops");
    bool made = false;
    auto again = must(replica.store->append_local(
        "team", thread.id,
        [&](const core::Stamp&, const core::Thread*) -> Result<oplog::Op> {
            made = true;
            return fail(Errc::internal, "asked to make it again");
        },
        {}, reply_request));
    CHECK_FALSE(made);
    CHECK(again.repeated);
    CHECK(again.op == first.op);
    CHECK(again.thread == first.thread);
    CHECK(count(replica, "ops") == ops);
}

TEST_CASE("a request made again shows its thread as it is by now, also to a reader and after a restart") {
    TempFolder folder;
    const auto path = folder / "a.db";
    core::Thread thread;
    OpId opened;
    {
        Replica replica(path);
        auto first = must(replica.store->append_local("team", {}, opening("a", "one"), {},
                                                      Request{"a-key-of-16-bytes", ""}));
        opened = first.op;
        thread = replica.reply(first.thread.id, "two");
    }
    Replica replica(path, 2);
    auto again = must(
        replica.store->append_local("team", {}, opening("a", "one"), {}, Request{"a-key-of-16-bytes", ""}));
    CHECK(again.repeated);
    CHECK(again.op == opened);
    CHECK(again.thread == thread);
    auto reader = must(Reader::open(path));
    auto seen = must(reader.done_before({"a-key-of-16-bytes", ""}));
    REQUIRE(seen);
    CHECK(seen->thread == thread);
    CHECK_FALSE(must(reader.done_before({"another-key-of-it", ""})));
}

TEST_CASE("another text of a draft that was sent is told apart from a mistaken key") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    const auto draft = std::string("01jdraft000000000000000000");
    must(replica.store->append_local("team", thread.id, replying("two"), {}, Request{draft, "two", true}));
    auto other = replica.store->append_local("team", thread.id, replying("two and three"), {},
                                             Request{draft, "two and three", true});
    REQUIRE_FALSE(other);
    CHECK(other.error().code == Errc::already_exists);
    CHECK(
        must(replica.store->append_local("team", thread.id, replying("two"), {}, Request{draft, "two", true}))
            .repeated);
}

TEST_CASE("a key that comes back with another request is refused") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    must(replica.store->append_local("team", thread.id, replying("two"), {}, reply_request));
    auto other = reply_request;
    other.what = "another text";
    auto refused = replica.store->append_local("team", thread.id, replying("three"), {}, other);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::invalid_argument);
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(reader.done_before(other).error().code == Errc::invalid_argument);
    CHECK(must(reader.thread(thread.id))->comments.size() == 2);
}

TEST_CASE("a key that cannot be random is refused") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    for (const std::size_t size : {0U, 1U, 15U, 65U, 1'000U}) {
        CAPTURE(size);
        auto refused = replica.store->append_local("team", {}, opening("a", "x"), {},
                                                   Request{std::string(size, 'k'), ""});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::invalid_argument);
    }
    CHECK(count(replica, "ops") == 0);
}

TEST_CASE("a request that was refused may be made again with its key, mended") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    auto request = reply_request;
    request.what = "blank";
    CHECK_FALSE(replica.store->append_local("team", thread.id, replying("  "), {}, request));
    CHECK_FALSE(
        must(replica.store->append_local("team", thread.id, replying("two"), {}, reply_request)).repeated);
}

TEST_CASE("only the newest keys are kept") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    must(replica.store->append_local("team", thread.id, replying("two"), {}, reply_request));
    // The rest of the way by hand: as many younger ones as there may be beside one more.
    must(replica.store->database().run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)"
        " INSERT INTO requests (key, digest, op) SELECT 'key-number-' || (100000 + i), 0, x'00' FROM n",
        requests_kept - 1));
    CHECK(must(replica.store->append_local("team", thread.id, replying("two"), {}, reply_request)).repeated);
    auto younger = reply_request;
    younger.key += "-and-another";
    must(replica.store->append_local("team", thread.id, replying("three"), {}, younger));
    CHECK(count(replica, "requests") == requests_kept);
    CHECK_FALSE(
        must(replica.store->append_local("team", thread.id, replying("two"), {}, reply_request)).repeated);
}

TEST_CASE("whatever I/O fails, a request made until it is answered is done exactly once") {
    for (auto fault : {Fault::io_error, Fault::disk_full, Fault::crash, Fault::power_cut}) {
        for (int n = 1;; ++n) {
            CAPTURE(static_cast<int>(fault));
            CAPTURE(n);
            REQUIRE(n < 2'000);
            TempFolder folder;
            const auto path = folder / "a.db";
            ThreadId thread;
            {
                Replica replica(path);
                thread = replica.open_thread("a", "one").id;
            }
            FaultVfs disk;
            OpenOptions options;
            options.vfs = disk.name();
            disk.fail_at(n, fault);
            {
                FakeClock clock;
                FakeIdSource ids(2);
                auto store = Store::open(path, clock, ids, options);
                if (store) (void)(*store)->append_local("team", thread, replying("two"), {}, reply_request);
            }
            const bool fired = disk.fired();
            disk.disarm();
            Replica replica(path, 3, options);
            must(replica.store->append_local("team", thread, replying("two"), {}, reply_request));
            auto reader = must(Reader::open(path, options));
            CHECK(must(reader.thread(thread))->comments.size() == 2);
            if (!fired) break;
        }
    }
}

TEST_CASE("a database of the first version is migrated with all that it has") {
    TempFolder folder;
    const auto path = folder / "a.db";
    restore_golden(path, "version_1.sql");
    Replica replica(path);
    CHECK(must(replica.store->database().integer("PRAGMA user_version")) == 5);
    CHECK(must(replica.store->integrity()).empty());
    auto reader = must(Reader::open(path));
    auto page = must(reader.list({.space = must(replica.store->spaces()).at(0).name}));
    REQUIRE(page.threads.size() == 2);
    auto thread = must(reader.thread(page.threads[1].id));
    REQUIRE(thread);
    REQUIRE(thread->comments.size() == 2);
    CHECK(thread->comments[0].text == "Why is this bounded at 64?");
    CHECK(thread->comments[1].text == "Because of the epoll batch.");
    auto drafts = must(replica.store->drafts());
    REQUIRE(drafts.size() == 1);
    CHECK(drafts[0].text == "half a sen");
    const auto draft = to_text(drafts[0].id);
    const auto sending = [&] {
        return replica.store->append_local(page.threads[1].space, thread->id, replying("half a sen"),
                                           SentDraft{drafts[0].id, drafts[0].text},
                                           Request{draft, "half a sen"});
    };
    CHECK_FALSE(must(sending()).repeated);
    CHECK(must(sending()).repeated);
    CHECK(must(replica.store->drafts()).empty());
}

}  // namespace restante::store
