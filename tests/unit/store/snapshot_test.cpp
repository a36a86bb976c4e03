#include "store/snapshot.hpp"

#include "fixture.hpp"

namespace restante::store {
namespace {

using namespace tests;

TEST_CASE("any thread comes out of its row, and rows have whole steps") {
    core::Thread thread;
    for (std::size_t size = 0; size < 3'000; ++size) {
        thread.title = std::string(size, 't');
        const auto row = pack_snapshot(thread);
        REQUIRE(row.size() % 1024 == 0);
        REQUIRE(snapshot_content(row) == core::encode_thread(thread));
        REQUIRE(unpack_snapshot(row) == thread);
    }
}

TEST_CASE("a row whose end was damaged is corrupt") {
    const auto good = pack_snapshot(core::Thread{});
    CHECK(unpack_snapshot("").error().code == Errc::corrupt);
    for (int value = 0; value < 0x10000; ++value) {
        auto row = good;
        row[row.size() - 2] = static_cast<char>(value & 0xff);
        row[row.size() - 1] = static_cast<char>(value >> 8);
        if (row != good) REQUIRE(unpack_snapshot(row).error().code == Errc::corrupt);
    }
}

TEST_CASE("a reply that fits leaves the length of its thread's row") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    const auto thread = replica.open_thread("a", "one");
    const auto length = [&] {
        return must(replica.store->database().integer("SELECT length(bytes) FROM snapshots")).value_or(0);
    };
    std::map<std::int64_t, int> replies;
    for (int i = 0; i < 40; ++i) {
        const auto answered = replica.reply(thread.id, "some words, as people write them");
        ++replies[length()];
        auto reader = must(Reader::open(folder / "a.db"));
        REQUIRE(must(reader.thread(thread.id)) == answered);
    }
    CHECK(replies.size() <= 6);
}

TEST_CASE("rows that are not filled up are read, and found well") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    thread = replica.reply(thread.id, "two");
    must(replica.store->database().run("UPDATE snapshots SET bytes = ?1", Blob{core::encode_thread(thread)}));
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.thread(thread.id)) == thread);
    CHECK(must(replica.store->integrity()).empty());
}

}  // namespace
}  // namespace restante::store
