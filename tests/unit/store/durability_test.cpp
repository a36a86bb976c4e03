// Who waits for the disk: counted by the syncs that a store asks for.
#include "fixture.hpp"
#include "support/fault_vfs.hpp"

namespace restante::store {

using namespace tests;

TEST_CASE("what a person wrote waits for the disk each time, what a hub gave and the index never do") {
    TempFolder folder;
    Replica far(folder / "far.db", 9);
    const auto thread = far.open_thread("f.cpp", "opening").id;
    for (int i = 0; i < 6; ++i)
        far.reply(thread, fmt::format("reply {}", i));
    const auto ops = far.all_pending();

    FaultVfs disk;
    Replica replica(folder / "a.db", 1, {.vfs = disk.name()});
    replica.open_thread("g.cpp", "the first commit also syncs the log's head");
    int before = disk.syncs();
    const auto waited = [&] { return disk.syncs() - std::exchange(before, disk.syncs()); };
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string_view op = ops[i];
        must(replica.store->ingest("team", {&op, 1}, "cursor"));
        must(replica.store->index_some(100));
        CHECK(waited() == 0);
        replica.reply(thread, "mine");
        CHECK(waited() == 1);
    }

    SUBCASE("also after an ingest that failed") {
        const std::string_view op = ops[3];
        disk.fail_at(1, Fault::io_error);
        CHECK_FALSE(replica.store->ingest("team", {&op, 1}, "cursor"));
        disk.disarm();
        (void)waited();
        replica.reply(thread, "mine");
        CHECK(waited() == 1);
    }
    SUBCASE("also a draft, which is one statement") {
        must(replica.store->put_draft({.kind = DraftKind::new_thread, .space = "team", .text = "H"}, 0));
        CHECK(waited() == 1);
    }
}

TEST_CASE("a log that is copied into the file is synced first, whoever filled it") {
    TempFolder folder;
    Replica far(folder / "far.db", 9);
    for (int i = 0; i < 40; ++i)
        far.open_thread(fmt::format("f{}.cpp", i), std::string(2'000, 'x'));
    const auto ops = far.all_pending();
    FaultVfs disk;
    Replica replica(folder / "a.db", 1, {.vfs = disk.name(), .checkpoint_pages = 20});
    const auto before = disk.syncs();
    must(replica.store->ingest("team", views(ops), "cursor"));
    CHECK(disk.syncs() - before >= 2);  // the log, then the file
}

}  // namespace restante::store
