// Room in the log's file: made behind small commits, never in the way of a commit.
#include <sys/stat.h>

#include "fixture.hpp"
#include "support/fault_vfs.hpp"

namespace restante::store {
namespace {

using namespace tests;

std::int64_t size_of(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? info.st_size : -1;
}

constexpr std::int64_t mebibyte = 1024 * 1024;

}  // namespace

TEST_CASE("commits go into room that was made for them") {
    TempFolder folder;
    const auto path = folder / "a.db";
    const auto log = path + "-wal";
    Replica replica(path);
    const auto thread = replica.open_thread("a.cpp", "one").id;
    CHECK(size_of(log) < mebibyte);
    replica.store->make_room_in_log();
    const auto size = size_of(log);
    CHECK(size > 2 * mebibyte);
    for (int i = 0; i < 20; ++i) {
        replica.reply(thread, fmt::format("reply {}", i));
        replica.store->make_room_in_log();
    }
    CHECK(size_of(log) == size);

    // When that is used up, more.
    while (size_of(log) == size) {
        for (int i = 0; i < 10; ++i)
            replica.reply(thread, "more");
        replica.store->make_room_in_log();
    }
    CHECK(size_of(log) > size);

    // For the end it is emptied, and stays as short as it can, whatever is still written.
    must(replica.store->empty_log());
    replica.store->make_room_in_log();
    CHECK(size_of(log) == 0);
    replica.reply(thread, "after");
    replica.store->make_room_in_log();
    CHECK(size_of(log) < mebibyte);
    CHECK(must(replica.store->integrity()).empty());
}

TEST_CASE("a log with room is read by the next one as if it had none") {
    TempFolder folder;
    const auto path = folder / "a.db";
    const auto killed = folder / "killed.db";
    ThreadId thread;
    {
        Replica replica(path);
        thread = replica.open_thread("a.cpp", "one").id;
        replica.store->make_room_in_log();
        replica.reply(thread, "two");
        // What a killed program leaves.
        for (const auto* end : {"", "-wal"})
            std::filesystem::copy_file(path + end, killed + end);
    }
    Replica again(killed, 2);
    auto reader = must(Reader::open(killed));
    CHECK(must(reader.thread(thread))->comments.size() == 2);
    CHECK(must(again.store->integrity()).empty());
}

TEST_CASE("what comes in bulk is not written twice") {
    TempFolder folder;
    std::vector<std::string> ops;
    {
        Replica other(folder / "other.db", 9);
        for (int i = 0; i < 300; ++i)
            other.open_thread(fmt::format("file{}.cpp", i), std::string(1'000, 'x'));
        ops = other.all_pending();
    }
    Replica replica(folder / "a.db");
    must(replica.store->ingest("team", views(ops), std::nullopt));
    const auto size = size_of(folder / "a.db-wal");
    replica.store->make_room_in_log();
    CHECK(size_of(folder / "a.db-wal") == size);
}

TEST_CASE("nobody is waited for, and nobody's commit is written over") {
    TempFolder folder;
    const auto path = folder / "a.db";
    Replica replica(path);
    replica.open_thread("a.cpp", "one");
    const auto size = size_of(path + "-wal");
    auto other = must(Store::open(path, replica.clock, replica.ids));
    {
        auto writing = must(Transaction::begin(other->database()));
        replica.store->make_room_in_log();  // five seconds, if it waited
        CHECK(size_of(path + "-wal") == size);
    }
    replica.store->make_room_in_log();
    CHECK(size_of(path + "-wal") > size);
}

TEST_CASE("a disk that fails while room is made takes nothing with it") {
    for (const auto fault : {Fault::io_error, Fault::disk_full, Fault::crash, Fault::power_cut}) {
        // Of the many writes of zeros, one in five.
        for (int nth = 1;; nth += nth > 5 && nth < 30 ? 5 : 1) {
            CAPTURE(static_cast<int>(fault));
            CAPTURE(nth);
            FaultVfs disk;
            TempFolder folder;
            const auto path = folder / "a.db";
            const OpenOptions options{.vfs = disk.name()};
            ThreadId thread;
            std::size_t acknowledged = 0;
            bool fired = false;
            {
                Replica replica(path, 1, options);
                thread = replica.open_thread("a.cpp", "one").id;
                acknowledged = 1;
                disk.fail_at(nth, fault);
                replica.store->make_room_in_log();
                const bool making = disk.fired();
                for (int i = 0; i < 3; ++i) {
                    const auto done = replica.store->append_local("team", thread, replying("more"));
                    if (done) ++acknowledged;
                    // One failure while room was made is nobody's business.
                    if (making && fault == Fault::io_error) CHECK(done);
                }
                fired = disk.fired();
                // All of it, when only the waiting for the disk failed; never the last bytes that there were.
                const auto size = size_of(path + "-wal");
                if (making && fault == Fault::disk_full) CHECK((size < mebibyte || size > 2 * mebibyte));
                disk.disarm();
            }
            auto reader = must(Reader::open(path, options));
            CHECK(must(reader.thread(thread))->comments.size() >= acknowledged);
            if (!fired) break;
        }
    }
}

}  // namespace restante::store
