// Where threads are in a clone: remembered, shown while stale, and worth nothing for another anchor than
// theirs.
#include "store/whereabouts.hpp"

#include <algorithm>

#include "fixture.hpp"

namespace restante::store {
namespace {

using namespace tests;
using Paths = std::optional<std::vector<std::string>>;

const std::string root = "/home/ann/clone";
const std::string head_a(40, 'a');
const std::string head_b(40, 'b');

Whereabouts at(const core::Thread& thread, const std::string& path,
               anchor::PlacementState state = anchor::PlacementState::shifted) {
    return {.thread = thread.id,
            .anchor_op = thread.anchor_op,
            .path = path,
            .anchor_path = thread.anchor.path,
            .blob = std::string(40, 'c'),
            .range = {{7, 2}, {9, 0}},
            .state = state,
            .confidence = 0.75,
            .reason = "the same lines, at another number",
            .lost = {}};
}

/// A replica whose clone is at the first commit.
struct Cloned {
    Cloned() : replica(folder / "a.db") {
        no = must(replica.store->clone_is_at(root, head_a, {}));
        reader.emplace(must(Reader::open(folder / "a.db")));
    }
    void put(const std::vector<Whereabouts>& rows, const std::string& head = head_a) {
        must(replica.store->put_whereabouts(no, head, rows));
    }
    std::optional<Whereabouts> of(const core::Thread& thread) {
        return must(reader->whereabouts_of(no, thread.id));
    }
    std::vector<ThreadId> unfollowed() {
        std::vector<ThreadId> out;
        for (const auto& thread : must(replica.store->unfollowed(no, "r1", 100)).threads)
            out.push_back(thread.id);
        return out;
    }
    /// As a pass does it, in slices; gives what it met.
    std::vector<ThreadId> follow_all(std::size_t max) {
        std::vector<ThreadId> seen;
        for (;;) {
            const auto found = must(replica.store->unfollowed(no, "r1", max));
            if (found.threads.empty()) return seen;
            CHECK(found.threads.size() <= max);
            std::vector<Whereabouts> rows;
            for (const auto& thread : found.threads) {
                seen.push_back(thread.id);
                rows.push_back(at(thread, thread.anchor.path));
            }
            must(replica.store->put_whereabouts(no, head_a, rows, found.mark));
        }
    }

    TempFolder folder;
    Replica replica;
    std::optional<Reader> reader;
    std::int64_t no = 0;
};

}  // namespace

TEST_CASE("whereabouts are read as they were put, lost ones too") {
    Cloned clone;
    const auto one = clone.replica.open_thread("a.cpp", "one");
    const auto two = clone.replica.open_thread("a.cpp", "two");
    auto lost = at(two, "b.cpp", anchor::PlacementState::outdated);
    lost.lost = {head_a, head_b};
    clone.put({at(one, "a.cpp"), lost});
    CHECK(clone.of(one) == at(one, "a.cpp"));
    CHECK(clone.of(two) == lost);
    CHECK(must(clone.reader->clone(root))->head == head_a);
    CHECK_FALSE(must(clone.reader->clone("/home/ann/other")));
}

TEST_CASE("one question gives what is in a file, what has come to it, and what has gone from it") {
    Cloned clone;
    const auto stays = clone.replica.open_thread("a.cpp", "stays");
    const auto goes = clone.replica.open_thread("a.cpp", "goes");
    const auto comes = clone.replica.open_thread("b.cpp", "comes");
    const auto other = clone.replica.open_thread("c.cpp", "other");
    clone.put({at(stays, "a.cpp"), at(goes, "b.cpp"), at(comes, "a.cpp"), at(other, "c.cpp")});
    auto found = must(clone.reader->whereabouts_in(clone.no, "a.cpp"));
    std::sort(found.each.begin(), found.each.end(), [](auto& a, auto& b) { return a.thread < b.thread; });
    CHECK(found.each == std::vector{at(stays, "a.cpp"), at(goes, "b.cpp"), at(comes, "a.cpp")});
    REQUIRE(found.come.size() == 1);
    CHECK(found.come[0] == comes);
    CHECK(must(clone.reader->whereabouts_in(clone.no + 1, "a.cpp")).each.empty());
}

TEST_CASE("another commit makes stale what is in the files that it changed, and keeps it as last known") {
    Cloned clone;
    const auto one = clone.replica.open_thread("a.cpp", "one");
    const auto two = clone.replica.open_thread("b.cpp", "two");
    CHECK(clone.follow_all(10).size() == 2);
    CHECK(clone.unfollowed().empty());
    CHECK(must(clone.replica.store->clone_is_at(root, head_b, Paths({"a.cpp"}))) == clone.no);
    CHECK(clone.of(one)->stale);
    CHECK(clone.of(one)->range == at(one, "a.cpp").range);
    CHECK_FALSE(clone.of(two)->stale);
    CHECK(clone.unfollowed() == std::vector{one.id});
    must(clone.replica.store->clone_is_at(root, head_a, {}));
    CHECK(clone.of(two)->stale);
    CHECK(clone.unfollowed().size() == 2);
}

TEST_CASE("what is lost is tried again at every commit: it may be back") {
    Cloned clone;
    const auto outdated = clone.replica.open_thread("a.cpp", "one");
    const auto orphaned = clone.replica.open_thread("a.cpp", "two");
    clone.put({at(outdated, "a.cpp", anchor::PlacementState::outdated),
               at(orphaned, "a.cpp", anchor::PlacementState::orphaned)});
    must(clone.replica.store->clone_is_at(root, head_b, Paths({"z.cpp"})));
    CHECK(clone.of(outdated)->stale);
    CHECK(clone.of(orphaned)->stale);
}

TEST_CASE("an answer about a commit that the clone has left is not kept") {
    Cloned clone;
    const auto thread = clone.replica.open_thread("a.cpp", "one");
    must(clone.replica.store->clone_is_at(root, head_b, {}));
    clone.put({at(thread, "a.cpp")}, head_a);
    CHECK_FALSE(clone.of(thread));
}

TEST_CASE(
    "a thread that is anchored anew is to be followed anew, also when an answer about its old anchor comes "
    "late") {
    Cloned clone;
    const auto thread = clone.replica.open_thread("a.cpp", "one");
    CHECK(clone.follow_all(10).size() == 1);
    const auto old = *clone.of(thread);
    clone.replica.clock.advance(1'000);
    must(clone.replica.store->append_local("team", thread.id,
                                           [](const core::Stamp& stamp, const core::Thread* now) {
                                               return core::make_reanchor(stamp, *now, anchor_at("b.cpp"));
                                           }));
    CHECK(clone.of(thread)->stale);
    CHECK(clone.of(thread)->anchor_op == old.anchor_op);
    clone.put({old});
    CHECK(clone.of(thread)->stale);
    CHECK(clone.unfollowed() == std::vector{thread.id});
    clone.replica.reply(thread.id, "a reply changes nothing of it");
    const auto now = must(clone.reader->thread(thread.id));
    clone.put({at(*now, "b.cpp")});
    clone.replica.reply(thread.id, "nor does this one");
    CHECK(clone.unfollowed().empty());
}

TEST_CASE("a pass goes through all threads of the repository once, and of no other, each slice by file") {
    Cloned clone;
    std::vector<ThreadId> opened;
    for (const auto* path : {"b.cpp", "a.cpp", "c.cpp", "a.cpp"})
        opened.push_back(clone.replica.open_thread(path, "text").id);
    clone.replica.clock.advance(1'000);
    must(clone.replica.store->append_local("team", {}, [](const core::Stamp& stamp, const core::Thread*) {
        return core::make_open(stamp, anchor_at("a.cpp", "another"), "text", "");
    }));
    clone.replica.clock.advance(1'000);
    const auto own = must(clone.replica.store->append_local("own", {}, opening("b.cpp", "mine"))).thread;
    CHECK(clone.follow_all(2) == std::vector{opened[1], opened[0], opened[3], opened[2], own.id});
    CHECK(clone.follow_all(2).empty());
    const auto later = clone.replica.open_thread("a.cpp", "later");
    CHECK(clone.follow_all(2) == std::vector{later.id});
}

TEST_CASE("what came and was not put is met again: the clone had gone on, or the daemon ended") {
    Cloned clone;
    const auto thread = clone.replica.open_thread("a.cpp", "one");
    const auto found = must(clone.replica.store->unfollowed(clone.no, "r1", 10));
    must(clone.replica.store->clone_is_at(root, head_b, {}));
    must(
        clone.replica.store->put_whereabouts(clone.no, head_a, std::vector{at(thread, "a.cpp")}, found.mark));
    CHECK(clone.unfollowed() == std::vector{thread.id});
}

TEST_CASE("a rewritten history makes stale what names its commits, and a change what it may bring back") {
    Cloned clone;
    auto& replica = clone.replica;
    const auto shifted = replica.open_thread("a.cpp", "shifted");
    const auto edited = replica.open_thread("b.cpp", "edited");
    const auto before = replica.open_thread("new.cpp", "where it was before it was attached to new.cpp");
    const auto put = [&] {
        clone.put({at(shifted, "a.cpp"), at(edited, "b.cpp", anchor::PlacementState::edited),
                   at(before, "old.cpp", anchor::PlacementState::exact)});
    };
    const auto stale = [&](const core::Thread& thread) { return clone.of(thread)->stale; };
    put();
    must(replica.store->clone_is_at(root, head_b, Paths({"z.cpp"}), true));
    CHECK_FALSE(stale(edited));
    must(replica.store->clone_is_at(root, head_a, Paths({"z.cpp"}), false));
    CHECK(stale(edited));
    CHECK_FALSE(stale(shifted));
    CHECK_FALSE(stale(before));
    must(replica.store->clone_is_at(root, head_b, Paths({"new.cpp"}), true));
    CHECK(stale(before));
    CHECK_FALSE(stale(shifted));
}

TEST_CASE("a folder's list has the threads that came to it, and not those that left it") {
    Cloned clone;
    auto& replica = clone.replica;
    const auto stays = replica.open_thread("src/a.cpp", "stays");
    const auto goes = replica.open_thread("src/b.cpp", "goes");
    const auto comes = replica.open_thread("lib/c.cpp", "comes");
    const auto about = replica.open_thread("src/d.cpp", "from one of its files to another");
    const auto unknown = replica.open_thread("src/e.cpp", "not followed yet");
    clone.put(
        {at(stays, "src/a.cpp"), at(goes, "lib/b.cpp"), at(comes, "src/c.cpp"), at(about, "src/f.cpp")});
    const auto listed = [&](const std::string& folder, std::optional<std::int64_t> in,
                            std::optional<core::ThreadState> state = {}) {
        std::vector<ThreadId> ids;
        ListFilter filter{.space = "team",
                          .repository = "r1",
                          .path_prefix = folder,
                          .clone = in,
                          .state = state,
                          .limit = 1};
        do {
            auto page = must(clone.reader->list(filter));
            for (const auto& row : page.threads)
                ids.push_back(row.id);
            filter.page = page.next;
        } while (!filter.page.empty());
        return ids;
    };
    // Newest first, page by page.
    CHECK(listed("src/", clone.no) == std::vector{unknown.id, about.id, comes.id, stays.id});
    CHECK(listed("src/", clone.no, core::ThreadState::open) ==
          std::vector{unknown.id, about.id, comes.id, stays.id});
    CHECK(listed("src/", clone.no, core::ThreadState::resolved).empty());
    CHECK(listed("lib/", clone.no) == std::vector{goes.id});
    // As they were opened: without a clone, and in one where nothing was followed.
    const std::vector opened{unknown.id, about.id, goes.id, stays.id};
    CHECK(listed("src/", {}) == opened);
    CHECK(listed("src/", clone.no + 1) == opened);
}

TEST_CASE("a database of the second version is migrated with all that it has") {
    TempFolder folder;
    const auto path = folder / "a.db";
    restore_golden(path, "version_2.sql");
    Replica replica(path);
    CHECK(must(replica.store->database().integer("PRAGMA user_version")) == 5);
    CHECK(must(replica.store->integrity()).empty());
    auto reader = must(Reader::open(path));
    auto page = must(reader.list({.space = must(replica.store->spaces()).at(0).name}));
    REQUIRE(page.threads.size() == 2);
    auto thread = must(reader.thread(page.threads[1].id));
    REQUIRE(thread);
    REQUIRE(thread->comments.size() == 2);
    CHECK(thread->comments[1].text == "Because of the epoll batch.");
    const auto no = must(replica.store->clone_is_at(root, head_a, {}));
    CHECK(must(replica.store->unfollowed(no, thread->anchor.repository, 100)).threads.size() == 2);
    must(replica.store->put_whereabouts(no, head_a, std::vector{at(*thread, "queue.cpp")}));
    CHECK(must(reader.whereabouts_of(no, thread->id)) == at(*thread, "queue.cpp"));
}

TEST_CASE("a database of the third version keeps where its threads are") {
    TempFolder folder;
    const auto path = folder / "a.db";
    restore_golden(path, "version_3.sql");
    Replica replica(path);
    CHECK(must(replica.store->database().integer("PRAGMA user_version")) == 5);
    CHECK(must(replica.store->integrity()).empty());
    auto reader = must(Reader::open(path));
    // Open and resolved ones in one list, by their last change.
    const auto space = must(replica.store->spaces()).at(0).name;
    auto page = must(reader.list({.space = space}));
    REQUIRE(page.threads.size() == 3);
    CHECK(page.threads[0].state == core::ThreadState::resolved);
    CHECK(page.threads[0].path == "notes.txt");
    CHECK(page.threads[1].title.empty());
    CHECK(page.threads[1].comment_count == 2);
    CHECK(page.threads[1].path == "queue.cpp");
    CHECK(page.threads[2].path == "notes.txt");
    CHECK(must(reader.list({.space = space, .state = core::ThreadState::resolved})).threads.size() == 1);

    for (const auto* clone : {"/home/ann/code", "/home/ann/second"}) {
        const auto known = must(reader.clone(clone));
        REQUIRE(known);
        const auto notes = must(reader.whereabouts_in(known->no, "notes.txt"));
        REQUIRE(notes.each.size() == 2);
        CHECK(notes.each[0].thread == page.threads[0].id);
        CHECK(notes.each[0].reason == "unchanged");
        CHECK(notes.each[1].state == anchor::PlacementState::outdated);
        REQUIRE(notes.each[1].lost);
        CHECK(notes.each[1].lost->broken_by == known->head);
        const auto moved = must(reader.whereabouts_in(known->no, "ring.cpp"));
        REQUIRE(moved.come.size() == 1);
        CHECK(moved.come[0].comments.size() == 2);
        const auto one = must(reader.whereabouts_of(known->no, page.threads[1].id));
        REQUIRE(one);
        CHECK(one->path == "ring.cpp");
        CHECK(one->anchor_path == "queue.cpp");
        CHECK(must(replica.store->unfollowed(known->no, page.threads[0].repository, 100)).threads.empty());
    }
}

TEST_CASE("a thread that goes to another file is in that one only") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    const auto thread = replica.open_thread("a.cpp", "where?");
    const auto no = must(replica.store->clone_is_at(root, head_a, {}));
    must(replica.store->put_whereabouts(no, head_a, std::vector{at(thread, "a.cpp")}));
    must(replica.store->put_whereabouts(no, head_a, std::vector{at(thread, "b.cpp")}));
    CHECK(must(replica.store->database().integer("SELECT count(*) FROM whereabouts")) == 1);
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.whereabouts_of(no, thread.id)) == at(thread, "b.cpp"));
    CHECK(must(reader.whereabouts_in(no, "b.cpp")).each.size() == 1);
}

}  // namespace restante::store
