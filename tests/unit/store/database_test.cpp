#include "store/database.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <map>

#include "support/fault_vfs.hpp"
#include "support/temp_folder.hpp"

namespace restante::store {
namespace {

using tests::TempFolder;

constexpr std::array first_version{
    Migration{"CREATE TABLE notes (no INTEGER PRIMARY KEY, text TEXT NOT NULL, data BLOB) STRICT;"}};
constexpr std::array second_version{
    Migration{"CREATE TABLE notes (no INTEGER PRIMARY KEY, text TEXT NOT NULL, data BLOB) STRICT;"},
    Migration{"ALTER TABLE notes ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"}};
constexpr Schema old_schema{0x74657374, "test database", first_version};
constexpr Schema new_schema{0x74657374, "test database", second_version};

std::string content(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every file of a folder and its bytes.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        files[entry.path().filename().string()] = content(entry.path());
    return files;
}

void check_refused(const std::string& path, const Schema& schema, Errc code) {
    const auto before = content(path);
    for (auto mode : {OpenMode::read_write_create, OpenMode::read_only}) {
        OpenOptions options;
        options.mode = mode;
        auto db = Database::open(path, schema, options);
        REQUIRE_FALSE(db);
        CHECK(db.error().code == code);
        CHECK(db.error().message.find(path) != std::string::npos);
        CHECK_FALSE(db.error().hint.empty());
    }
    CHECK(content(path) == before);
}

}  // namespace

TEST_CASE("a new database is private to its user and has the newest version") {
    TempFolder folder;
    const auto path = folder / "a.db";
    auto db = Database::open(path, new_schema);
    REQUIRE(db);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    CHECK(db->integer("PRAGMA user_version").value() == 2);
    CHECK(db->integer("PRAGMA synchronous").value() == 2);
    CHECK(db->integer("PRAGMA foreign_keys").value() == 1);
}

TEST_CASE("values of every type come back as they were bound") {
    TempFolder folder;
    auto db = Database::open(folder / "a.db", new_schema);
    REQUIRE(db);
    const std::string odd("a\0b", 3);
    const OpId id{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
    REQUIRE(db->run("INSERT INTO notes (no, text, data) VALUES (?1, ?2, ?3)", -5, odd, id));
    REQUIRE(
        db->run("INSERT INTO notes (no, text, data) VALUES (?1, ?2, ?3)", 6, std::string_view(), Blob{odd}));
    REQUIRE(db->run("INSERT INTO notes (no, text, data) VALUES (?1, ?2, ?3)", 7, "x", std::nullopt));
    auto rows = db->prepare("SELECT no, text, data FROM notes ORDER BY no");
    REQUIRE(rows);
    REQUIRE(rows->step().value());
    CHECK(rows->integer(0) == -5);
    CHECK(rows->text(1) == odd);
    CHECK(rows->id<OpId>(2) == id);
    REQUIRE(rows->step().value());
    CHECK(rows->text(1).empty());
    CHECK_FALSE(rows->is_null(1));
    CHECK(rows->blob(2) == odd);
    REQUIRE(rows->step().value());
    CHECK(rows->is_null(2));
    CHECK(rows->id<OpId>(2).is_nil());
    CHECK_FALSE(rows->step().value());
}

TEST_CASE("one statement may be used again while it is being stepped") {
    TempFolder folder;
    auto db = Database::open(folder / "a.db", new_schema);
    REQUIRE(db);
    for (int i = 1; i <= 3; ++i)
        REQUIRE(db->run("INSERT INTO notes (no, text) VALUES (?1, 'x')", i));
    int pairs = 0;
    auto outer = db->prepare("SELECT no FROM notes");
    REQUIRE(outer);
    REQUIRE(outer->each([&](Statement&) -> Result<void> {
        auto inner = db->prepare("SELECT no FROM notes");
        if (!inner) return tl::unexpected(inner.error());
        return inner->each([&](Statement&) { ++pairs; });
    }));
    CHECK(pairs == 9);
}

TEST_CASE("a constraint that fails says already_exists and leaves the transaction usable") {
    TempFolder folder;
    auto db = Database::open(folder / "a.db", new_schema);
    REQUIRE(db);
    auto transaction = Transaction::begin(*db);
    REQUIRE(transaction);
    REQUIRE(db->run("INSERT INTO notes (no, text) VALUES (1, 'x')"));
    auto again = db->run("INSERT INTO notes (no, text) VALUES (1, 'y')");
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::already_exists);
    REQUIRE(transaction->commit());
    CHECK(db->integer("SELECT count(*) FROM notes").value() == 1);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    TempFolder folder;
    auto db = Database::open(folder / "a.db", new_schema);
    REQUIRE(db);
    {
        auto transaction = Transaction::begin(*db);
        REQUIRE(transaction);
        REQUIRE(db->run("INSERT INTO notes (no, text) VALUES (1, 'x')"));
    }
    CHECK(db->integer("SELECT count(*) FROM notes").value() == 0);
}

TEST_CASE("a writer that waits too long is told that the database is locked") {
    TempFolder folder;
    OpenOptions impatient;
    impatient.busy_timeout_ms = 0;
    auto one = Database::open(folder / "a.db", new_schema);
    auto two = Database::open(folder / "a.db", new_schema, impatient);
    REQUIRE(one);
    REQUIRE(two);
    auto transaction = Transaction::begin(*one);
    REQUIRE(transaction);
    auto other = Transaction::begin(*two);
    REQUIRE_FALSE(other);
    CHECK(other.error().code == Errc::unavailable);
}

TEST_CASE("an older version is migrated and keeps its rows") {
    TempFolder folder;
    {
        auto db = Database::open(folder / "a.db", old_schema);
        REQUIRE(db);
        REQUIRE(db->run("INSERT INTO notes (no, text) VALUES (1, 'kept')"));
    }
    OpenOptions reading;
    reading.mode = OpenMode::read_only;
    auto too_early = Database::open(folder / "a.db", new_schema, reading);
    REQUIRE_FALSE(too_early);
    CHECK(too_early.error().code == Errc::unsupported_version);

    auto db = Database::open(folder / "a.db", new_schema);
    REQUIRE(db);
    CHECK(db->integer("PRAGMA user_version").value() == 2);
    CHECK(db->integer("SELECT seen FROM notes WHERE text = 'kept'").value() == 0);
}

TEST_CASE("a migration cut short at any step is done by the next start") {
    for (int n = 1;; ++n) {
        CAPTURE(n);
        REQUIRE(n < 1'000);
        TempFolder folder;
        {
            auto db = Database::open(folder / "a.db", old_schema);
            REQUIRE(db);
            REQUIRE(db->run("INSERT INTO notes (no, text) VALUES (1, 'kept')"));
        }
        tests::FaultVfs disk;
        OpenOptions options;
        options.vfs = disk.name();
        disk.fail_at(n, tests::Fault::power_cut);
        bool opened = false;
        {
            auto db = Database::open(folder / "a.db", new_schema, options);
            opened = db.has_value();
        }
        const bool fired = disk.fired();
        disk.disarm();
        auto db = Database::open(folder / "a.db", new_schema);
        REQUIRE(db);
        CHECK(db->check().value().empty());
        CHECK(db->integer("SELECT seen FROM notes WHERE text = 'kept'").value() == 0);
        if (!fired) {
            CHECK(opened);
            break;
        }
    }
}

TEST_CASE("a newer database is refused and left as it was") {
    TempFolder folder;
    const auto path = folder / "a.db";
    { REQUIRE(Database::open(path, new_schema)); }
    check_refused(path, old_schema, Errc::unsupported_version);
}

TEST_CASE("a newer database whose writer was killed is refused, and its log is left as it was") {
    TempFolder folder;
    const auto path = folder / "a.db";
    const auto child = ::fork();
    if (child == 0) {
        auto db = Database::open(path, new_schema);
        ::_exit(db && db->run("INSERT INTO notes (no, text) VALUES (1, 'x')") ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    const auto before = contents(folder.path());
    REQUIRE_FALSE(before.at("a.db-wal").empty());
    check_refused(path, old_schema, Errc::unsupported_version);
    const auto after = contents(folder.path());
    CHECK(after.at("a.db") == before.at("a.db"));
    CHECK(after.at("a.db-wal") == before.at("a.db-wal"));
}

TEST_CASE("a log whose database file was lost or emptied is kept, and its database not begun anew") {
    TempFolder folder;
    const auto path = folder / "a.db";
    const auto child = ::fork();
    if (child == 0) {
        auto db = Database::open(path, new_schema);
        ::_exit(db && db->run("INSERT INTO notes (no, text) VALUES (1, 'acknowledged')") ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    const auto whole = content(path);
    auto opened_as = path;
    SUBCASE("emptied") {
        std::filesystem::resize_file(path, 0);
    }
    SUBCASE("lost") {
        std::filesystem::remove(path);
    }
    SUBCASE("emptied, and opened through a link") {
        std::filesystem::resize_file(path, 0);
        opened_as = folder / "link.db";
        std::filesystem::create_symlink(path, opened_as);
    }
    const auto before = contents(folder.path());
    REQUIRE_FALSE(before.at("a.db-wal").empty());
    check_refused(opened_as, new_schema, Errc::corrupt);
    CHECK(contents(folder.path()) == before);

    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole;
    auto db = Database::open(path, new_schema);
    REQUIRE(db);
    CHECK(db->integer("SELECT count(*) FROM notes WHERE text = 'acknowledged'").value() == 1);
}

TEST_CASE("an empty file that has no log, or an empty one, is a new database") {
    TempFolder folder;
    const auto path = folder / "a.db";
    std::ofstream(path).close();
    SUBCASE("no log") {}
    SUBCASE("an empty log") {
        std::ofstream(path + "-wal").close();
    }
    auto db = Database::open(path, new_schema);
    REQUIRE(db);
    CHECK(db->run("INSERT INTO notes (no, text) VALUES (1, 'x')"));
}

TEST_CASE("a file that is no database is refused and left as it was") {
    TempFolder folder;
    const auto path = folder / "a.db";
    std::ofstream(path) << std::string(5'000, 'x');
    check_refused(path, new_schema, Errc::corrupt);
}

TEST_CASE("a damaged database is refused and left as it was") {
    TempFolder folder;
    const auto path = folder / "a.db";
    { REQUIRE(Database::open(path, new_schema)); }
    auto bytes = content(path);
    SUBCASE("the schema's page is overwritten") {
        std::fill(bytes.begin() + 100, bytes.begin() + 2'000, '\x5a');
    }
    SUBCASE("the end is missing") {
        bytes.resize(bytes.size() - 4'096);
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    check_refused(path, new_schema, Errc::corrupt);
}

TEST_CASE("another program's database is refused and left as it was") {
    TempFolder folder;
    const auto path = folder / "a.db";
    SUBCASE("with an application id of its own") {
        constexpr Schema other{0x1234, "other", first_version};
        REQUIRE(Database::open(path, other));
    }
    SUBCASE("with none") {
        constexpr Schema none{0, "other", first_version};
        REQUIRE(Database::open(path, none));
    }
    check_refused(path, new_schema, Errc::corrupt);
}

TEST_CASE("a folder that is not there, or not writable, is named with what to do") {
    TempFolder folder;
    auto db = Database::open(folder / "no/such/folder.db", new_schema);
    REQUIRE_FALSE(db);
    CHECK(db.error().code == Errc::io);

    const auto locked = folder / "locked";
    std::filesystem::create_directory(locked);
    ::chmod(folder.path().c_str(), 0755);
    ::chmod(locked.c_str(), 0555);
    // Root may write anywhere: try as nobody.
    const auto child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
        auto refused = Database::open(locked + "/a.db", new_schema);
        ::_exit(!refused && refused.error().code == Errc::io && !refused.error().hint.empty() ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("nothing is acknowledged that goes into a file which is no longer at its path") {
    TempFolder folder;
    const auto path = folder / "a.db";
    auto db = Database::open(path, new_schema);
    REQUIRE(db);
    const auto write = [&](int no) -> Result<void> {
        auto transaction = Transaction::begin(*db);
        if (!transaction) return tl::unexpected(std::move(transaction).error());
        return db->run("INSERT INTO notes (no, text) VALUES (?1, 'x')", no).and_then([&] {
            return transaction->commit();
        });
    };
    REQUIRE(write(1));
    const auto aside = folder / "aside.db";
    std::filesystem::rename(path, aside);
    for (const bool replaced : {false, true}) {
        if (replaced) std::ofstream(path) << "another";
        const auto refused = write(2);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::io);
        CHECK(refused.error().message.find("a.db was removed, moved or replaced") != std::string::npos);
        CHECK_FALSE(refused.error().hint.empty());
        CHECK_FALSE(db->check());
        CHECK(db->integer("SELECT count(*) FROM notes").value() == 1);  // reading goes on
    }
    std::filesystem::rename(aside, path);
    CHECK(write(2));
    CHECK(db->check().value().empty());
}

TEST_CASE("a full disk says so, and what was committed before stays") {
    TempFolder folder;
    tests::FaultVfs disk;
    OpenOptions options;
    options.vfs = disk.name();
    auto db = Database::open(folder / "a.db", new_schema, options);
    REQUIRE(db);
    REQUIRE(db->run("INSERT INTO notes (no, text) VALUES (1, 'kept')"));
    disk.fail_at(1, tests::Fault::disk_full);
    auto refused = db->run("INSERT INTO notes (no, text) VALUES (2, 'x')");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::io);
    CHECK(refused.error().message.find("full") != std::string::npos);
    disk.disarm();
    CHECK(db->integer("SELECT count(*) FROM notes").value() == 1);
    CHECK(db->run("INSERT INTO notes (no, text) VALUES (2, 'x')"));
}

}  // namespace restante::store
