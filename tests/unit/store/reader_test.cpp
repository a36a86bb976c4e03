#include "store/reader.hpp"

#include <algorithm>

#include "fixture.hpp"

namespace restante::store {
namespace {

using namespace tests;

std::vector<ThreadId> ids_of(const ThreadPage& page) {
    std::vector<ThreadId> ids;
    for (const auto& row : page.threads)
        ids.push_back(row.id);
    return ids;
}

}  // namespace

TEST_CASE("a reader sees what was committed before it was asked") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.threads_of_file("team", "r1", "a.cpp")).empty());
    auto thread = replica.open_thread("a.cpp", "one");
    CHECK(must(reader.threads_of_file("team", "r1", "a.cpp")) == std::vector{thread});
    thread = replica.reply(thread.id, "two");
    CHECK(must(reader.threads_of_file("team", "r1", "a.cpp")) == std::vector{thread});
    CHECK(must(reader.threads_of_file("other", "r1", "a.cpp")).empty());
    CHECK(must(reader.threads_of_file("other", "r1", "a.cpp", "team")) == std::vector{thread});
    CHECK(must(reader.threads_of_file("team", "r1", "a.cpp", "team")) == std::vector{thread});
    CHECK(must(reader.threads_of_file("team", "r2", "a.cpp")).empty());
    CHECK_FALSE(must(reader.thread(ThreadId{{1}})));
}

TEST_CASE("what is read at one moment goes together, whatever is committed meanwhile") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto reader = must(Reader::open(folder / "a.db"));
    const auto before = replica.open_thread("a.cpp", "one");
    core::Thread after;
    {
        const auto moment = reader.at_one_moment();
        CHECK(must(reader.thread(before.id)) == before);
        after = replica.reply(before.id, "two");
        {
            const auto within = reader.at_one_moment();
            CHECK(must(reader.thread(before.id)) == before);
        }
        CHECK(must(reader.threads_of_file("team", "r1", "a.cpp")) == std::vector{before});
    }
    CHECK(must(reader.thread(before.id)) == after);
}

TEST_CASE("a reader does not wait for a writer in the middle of a transaction") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a.cpp", "one");
    OpenOptions impatient;
    impatient.busy_timeout_ms = 0;
    auto reader = must(Reader::open(folder / "a.db", impatient));
    auto transaction = must(Transaction::begin(replica.store->database()));
    must(replica.store->database().run("DELETE FROM snapshots"));
    CHECK(must(reader.thread(thread.id)) == thread);
}

TEST_CASE("a list is ordered by the last change and given in pages that miss nothing") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    std::vector<ThreadId> made;
    for (int i = 0; i < 7; ++i)
        made.push_back(replica.open_thread(fmt::format("src/{}.cpp", i), "x").id);
    replica.reply(made[0], "now the newest");
    std::vector<ThreadId> expected{made[0], made[6], made[5], made[4], made[3], made[2], made[1]};
    auto reader = must(Reader::open(folder / "a.db"));
    for (std::size_t limit : {1U, 2U, 3U, 7U, 50U}) {
        CAPTURE(limit);
        std::vector<ThreadId> seen;
        ListFilter filter{.space = "team", .limit = limit};
        do {
            auto page = must(reader.list(filter));
            CHECK(page.threads.size() <= limit);
            std::ranges::copy(ids_of(page), std::back_inserter(seen));
            filter.page = page.next;
        } while (!filter.page.empty());
        CHECK(seen == expected);
    }
    CHECK(reader.list({.space = "team", .page = "rubbish"}).error().code == Errc::invalid_argument);
    CHECK(must(reader.list({.space = "nowhere"})).threads.empty());
}

TEST_CASE("a list can be narrowed by repository, folder and state") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto a = replica.open_thread("src/a.cpp", "x", "About a").id;
    auto b = replica.open_thread("src/deep/b.cpp", "x").id;
    auto c = replica.open_thread("srcs.cpp", "x").id;
    must(replica.store->append_local("team", b, [](const core::Stamp& stamp, const core::Thread* thread) {
        return core::make_resolve(stamp, *thread);
    }));
    auto reader = must(Reader::open(folder / "a.db"));
    auto list = [&](ListFilter filter) {
        filter.space = "team";
        auto ids = ids_of(must(reader.list(filter)));
        std::ranges::sort(ids);
        return ids;
    };
    CHECK(list({.repository = "r1"}) == std::vector{a, b, c});
    CHECK(list({.repository = "r2"}).empty());
    CHECK(list({.repository = "r1", .path_prefix = "src/"}) == std::vector{a, b});
    CHECK(list({.state = core::ThreadState::open}) == std::vector{a, c});
    CHECK(list({.state = core::ThreadState::resolved}) == std::vector{b});
    CHECK(list({.repository = "r1", .path_prefix = "src/", .state = core::ThreadState::open}) ==
          std::vector{a});
    CHECK_FALSE(reader.list({.space = "team", .path_prefix = "src/"}));
    auto row = must(reader.list({.space = "team", .repository = "r1", .path_prefix = "src/a"})).threads.at(0);
    CHECK(row.title == "About a");
    CHECK(row.path == "src/a.cpp");
    CHECK(row.comment_count == 1);
    CHECK(row.opener == replica.store->identity().actor);
}

TEST_CASE("a thread is found by its whole id and by the end of it") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    std::vector<ThreadId> made;
    for (int i = 0; i < 40; ++i)
        made.push_back(replica.open_thread("a", "x").id);
    auto reader = must(Reader::open(folder / "a.db"));
    for (const auto& id : made) {
        CHECK(must(reader.find_threads(to_text(id))) == std::vector{id});
        CHECK(must(reader.find_threads(short_text(id))) == std::vector{id});
        CHECK(must(reader.find_threads(to_text(id).substr(10))) == std::vector{id});
    }
    CHECK(must(reader.find_threads("zzzzzzz")).empty());
    for (auto text : {"", "abc", "ABCDEFG", "ilou!", "0123456789012345678901234567"})
        CHECK(reader.find_threads(text).error().code == Errc::invalid_argument);
}

TEST_CASE("counts say how much there is of everything") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    replica.open_thread("a", "x");
    auto b = replica.open_thread("a", "x").id;
    must(replica.store->append_local("team", b, [](const core::Stamp& stamp, const core::Thread* thread) {
        return core::make_resolve(stamp, *thread);
    }));
    must(replica.store->put_draft({.text = "d"}, 0));
    auto reader = must(Reader::open(folder / "a.db"));
    auto counts = must(reader.counts());
    REQUIRE(counts.spaces.size() == 1);
    CHECK(counts.spaces[0].open == 1);
    CHECK(counts.spaces[0].resolved == 1);
    CHECK(must(replica.store->outbox_counts("team")).pending == 3);
    CHECK(counts.drafts == 1);
    CHECK(counts.unindexed == 2);
}

}  // namespace restante::store
