// The SQLite store on a disk that fails, and on files that are not what they should be.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "hub/push.hpp"
#include "hub/sqlite_schema.hpp"
#include "hub/sqlite_store.hpp"
#include "support/fault_vfs.hpp"
#include "support/temp_folder.hpp"
#include "unit/hub/sample_ops.hpp"

using namespace restante;
using namespace restante::hub;
using namespace restante::tests;

namespace {

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> stored(const std::string& path) {
    auto store = open_sqlite_store({path, nullptr, {}, {}, 0}).value();
    auto reader = store->reader().value();
    std::vector<std::string> lines;
    REQUIRE(reader->read("team", 0, 1'000'000, [&](auto, const auto&, std::string_view bytes) {
        lines.emplace_back(bytes);
        return true;
    }));
    return lines;
}

/// Pushes three ops, one commit each; the lines that were acknowledged.
std::vector<std::string> push_three(const std::string& path, const char* vfs) {
    std::vector<std::string> acknowledged;
    auto store = open_sqlite_store({path, vfs, EpochId{}, Sha256{}, 0});
    if (!store) return acknowledged;
    auto writer = (*store)->writer();
    if (!writer) return acknowledged;
    Author ann(1);
    for (int i = 0; i < 3; ++i) {
        const auto line = ann.line("number " + std::to_string(i));
        if (!(*writer)->begin()) continue;
        auto outcome = push(**writer, "team", "ann", read_push(line, "team", 1).value(), 0);
        if (!outcome) {
            (*writer)->rollback();
            continue;
        }
        if ((*writer)->commit()) acknowledged.push_back(line);
    }
    return acknowledged;
}

}  // namespace

TEST_CASE("whichever write fails, and however, every acknowledged op is there afterwards") {
    for (const auto fault : {Fault::io_error, Fault::disk_full, Fault::crash, Fault::power_cut}) {
        bool fired = true;
        for (int nth = 1; fired; ++nth) {
            REQUIRE(nth < 500);
            CAPTURE(static_cast<int>(fault));
            CAPTURE(nth);
            TempFolder folder;
            FaultVfs vfs;
            vfs.fail_at(nth, fault);
            const auto acknowledged = push_three(folder / "hub.db", vfs.name());
            fired = vfs.fired();
            vfs.disarm();
            if (!fired) CHECK(acknowledged.size() == 3);
            const auto kept = stored(folder / "hub.db");
            // A commit that failed late may have become durable all the same; a lost one must not be
            // acknowledged.
            auto next = kept.begin();
            for (const auto& line : acknowledged) {
                next = std::find(next, kept.end(), line);
                REQUIRE(next != kept.end());
                ++next;
            }
            CHECK(check_sqlite_store(folder / "hub.db")->empty());
        }
    }
}

TEST_CASE("a full disk refuses a push with an io error, and the next one works when there is room again") {
    TempFolder folder;
    FaultVfs vfs;
    auto store = open_sqlite_store({folder / "hub.db", vfs.name(), EpochId{}, Sha256{}, 0}).value();
    auto writer = store->writer().value();
    Author ann(1);
    const auto try_push = [&]() -> Result<void> {
        if (auto begun = writer->begin(); !begun) return begun;
        auto outcome = push(*writer, "team", "ann", read_push(ann.line(), "team", 1).value(), 0);
        if (outcome) return writer->commit();
        writer->rollback();
        return tl::unexpected(outcome.error());
    };
    vfs.fail_at(1, Fault::disk_full);
    const auto full = try_push();
    REQUIRE_FALSE(full);
    CHECK(full.error().code == Errc::io);
    CHECK(full.error().message.find("full") != std::string::npos);
    vfs.disarm();
    CHECK(try_push());
    CHECK(try_push());
    CHECK(stored(folder / "hub.db").size() == 2);
}

TEST_CASE("a file that is no hub's database is refused and left as it was") {
    TempFolder folder;
    const auto path = folder / "hub.db";
    const auto check_refused = [&](Errc code) {
        const auto before = contents(path);
        const auto store = open_sqlite_store({path, nullptr, {}, {}, 0});
        REQUIRE_FALSE(store);
        CHECK(store.error().code == code);
        CHECK(store.error().message.find(path) != std::string::npos);
        CHECK(contents(path) == before);
    };
    SUBCASE("a text") {
        std::ofstream(path) << std::string(5'000, 'x');
        check_refused(Errc::corrupt);
    }
    SUBCASE("another program's") {
        const store::Schema other{0x1234, "other", hub_migrations};
        (void)store::Database::open(path, other).value();
        check_refused(Errc::corrupt);
    }
    SUBCASE("a newer version's") {
        const std::array newer{hub_migrations[0], store::Migration{"CREATE TABLE later (x)"}};
        (void)store::Database::open(path, {hub_schema.application_id, "hub", newer}).value();
        check_refused(Errc::unsupported_version);
    }
    SUBCASE("one whose log does not end where it says") {
        CHECK(push_three(path, nullptr).size() == 3);
        {
            auto db = store::Database::open(path, hub_schema).value();
            REQUIRE(db.run("DELETE FROM ops WHERE place % 1024 = 3"));
        }
        check_refused(Errc::corrupt);
        CHECK_FALSE(check_sqlite_store(path)->empty());
    }
}

TEST_CASE("doctor finds an op out of its place") {
    TempFolder folder;
    CHECK(push_three(folder / "hub.db", nullptr).size() == 3);
    CHECK(check_sqlite_store(folder / "hub.db")->empty());
    {
        auto db = store::Database::open(folder / "hub.db", hub_schema).value();
        REQUIRE(db.run("UPDATE ops SET chain = x'0000000000000000' WHERE place % 1024 = 2"));
    }
    CHECK_FALSE(check_sqlite_store(folder / "hub.db")->empty());
}
