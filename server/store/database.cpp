#include "store/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <unordered_map>

#include "store/left_log.hpp"
#include "store/log_room.hpp"
#include "store/migrate.hpp"
#include "store/sqlite_error.hpp"

namespace restante::store {

struct Statement::Slot {
    const Database::Impl* database = nullptr;
    sqlite3_stmt* handle = nullptr;
    bool busy = false;
};

struct Database::Impl {
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };

    std::string path;
    sqlite3* db = nullptr;
    int checkpoint_pages = 0;
    LogRoom log_room;
    int busy_timeout_ms = 0;
    Durability durability = Durability::full;  // what SQLite has been told
    std::function<void(const Error&)> on_damage;
    // Nodes of an unordered_map stay where they are, so a Statement may point at its slot.
    std::unordered_map<std::string, Statement::Slot, TextHash, std::equal_to<>> statements;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        for (auto& [sql, slot] : statements)
            sqlite3_finalize(slot.handle);
        sqlite3_close_v2(db);
    }

    /// SQLite's own automatic checkpoint makes a COMMIT fail that is durable already, when the copying fails.
    /// Here that waits for the next commit, or for empty_log().
    static int after_commit(void* self, sqlite3* db, const char* name, int pages) {
        auto& impl = *static_cast<Impl*>(self);
        impl.log_room.committed(pages);
        if (pages >= impl.checkpoint_pages)
            sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return SQLITE_OK;
    }

    /// The error of a call that ended with `rc`.
    [[nodiscard]] Error error(int rc) const {
        auto error = sqlite_error(db, rc);
        if (error.code == Errc::corrupt && on_damage) on_damage(error);
        return error;
    }
};

Statement::Statement(Statement&& other) noexcept
    : slot_(std::exchange(other.slot_, nullptr)), owned_(other.owned_), failed_(other.failed_) {}

Statement::~Statement() {
    if (!slot_) return;
    if (owned_) {
        sqlite3_finalize(slot_->handle);
        delete slot_;
        return;
    }
    sqlite3_reset(slot_->handle);
    sqlite3_clear_bindings(slot_->handle);
    slot_->busy = false;
}

void Statement::bind_integer(int index, std::int64_t value) noexcept {
    if (int rc = sqlite3_bind_int64(slot_->handle, index, value); rc != SQLITE_OK) failed_ = rc;
}

void Statement::bind_text(int index, std::string_view value) noexcept {
    // A null pointer would bind NULL; an empty text is a text.
    const char* data = value.data() ? value.data() : "";
    int rc = sqlite3_bind_text64(slot_->handle, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (rc != SQLITE_OK) failed_ = rc;
}

void Statement::bind_blob(int index, std::string_view value) noexcept {
    const char* data = value.data() ? value.data() : "";
    int rc = sqlite3_bind_blob64(slot_->handle, index, data, value.size(), SQLITE_TRANSIENT);
    if (rc != SQLITE_OK) failed_ = rc;
}

void Statement::bind_null(int index) noexcept {
    if (int rc = sqlite3_bind_null(slot_->handle, index); rc != SQLITE_OK) failed_ = rc;
}

Result<bool> Statement::step() {
    if (failed_ != SQLITE_OK) return tl::unexpected(slot_->database->error(std::exchange(failed_, 0)));
    const int rc = sqlite3_step(slot_->handle);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) return false;
    return tl::unexpected(slot_->database->error(rc));
}

Result<void> Statement::run() {
    for (;;) {
        auto row = step();
        if (!row || !*row) {
            reset();
            if (!row) return tl::unexpected(std::move(row).error());
            return {};
        }
    }
}

void Statement::reset() noexcept {
    sqlite3_reset(slot_->handle);
}

bool Statement::is_null(int column) const noexcept {
    return sqlite3_column_type(slot_->handle, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const noexcept {
    return sqlite3_column_int64(slot_->handle, column);
}

std::string_view Statement::text(int column) const noexcept {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(slot_->handle, column));
    return data
               ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(slot_->handle, column)))
               : std::string_view();
}

std::string_view Statement::blob(int column) const noexcept {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(slot_->handle, column));
    return data
               ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(slot_->handle, column)))
               : std::string_view();
}

std::optional<std::string> Statement::optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return std::string(text(column));
}

void Statement::copy_id(int column, std::uint8_t* out) const noexcept {
    if (auto bytes = blob(column); bytes.size() == 16) std::memcpy(out, bytes.data(), 16);
}

Database::Database(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

namespace {

/// SQLite would create the file with the umask's mode; its log and its shared memory take the file's mode.
/// A file that is there is never opened here: closing it again would drop all locks that this process's other
/// connections hold on it (POSIX), and the next process to leave would delete the log under them.
Result<void> create_private(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        ::close(fd);
        return {};
    }
    if (errno == EEXIST && ::access(path.c_str(), R_OK | W_OK) == 0) return {};
    const int code = errno;
    Error error{Errc::io, fmt::format("cannot open {}: {}", path, std::generic_category().message(code)), {}};
    if (code == ENOSPC || code == EDQUOT)
        error.hint = "free some space and try again";
    else if (code == EACCES || code == EPERM || code == EROFS)
        error.hint = "check the permissions of the file and its folder";
    return tl::unexpected(std::move(error));
}

constexpr std::int64_t log_bytes_kept = 20 * 1024 * 1024;

}  // namespace

Result<Database> Database::open(const std::string& path, const Schema& schema, const OpenOptions& options) {
    const bool writable = options.mode == OpenMode::read_write_create;
    if (auto whole = check_log_has_its_file(path); !whole) return tl::unexpected(std::move(whole).error());
    if (writable)
        if (auto created = create_private(path); !created) return tl::unexpected(std::move(created).error());

    Database db(std::make_unique<Impl>());
    db.impl_->path = path;
    db.impl_->on_damage = options.on_damage;
    const int flags = (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_EXRESCODE;
    auto in_file = [&](Error error) { return tl::unexpected(with_context(std::move(error), path)); };
    if (int rc = sqlite3_open_v2(path.c_str(), &db.impl_->db, flags, options.vfs); rc != SQLITE_OK)
        return in_file(db.impl_->error(rc));

    auto* handle = db.impl_->db;
    db.impl_->busy_timeout_ms = options.busy_timeout_ms;
    sqlite3_busy_timeout(handle, options.busy_timeout_ms);
    // Until the file is known to be ours, closing it must not fold a log that somebody left into it.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    auto version = check_identity(db, schema);
    if (!version) return in_file(std::move(version).error());
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);

    auto pragmas = fmt::format(
        "PRAGMA cache_size = -{}; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA foreign_keys = "
        "ON;",
        options.cache_kib);
    // A log that has grown beyond its usual length shrinks to the limit when it is begun anew.
    if (writable)
        pragmas += fmt::format(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {};",
            log_bytes_kept);
    if (auto done = db.execute(pragmas.c_str()); !done) return in_file(std::move(done).error());
    db.impl_->checkpoint_pages = options.checkpoint_pages;
    if (writable) sqlite3_wal_hook(handle, Impl::after_commit, db.impl_.get());

    const auto wanted = static_cast<std::int64_t>(schema.migrations.size());
    if (writable) {
        if (auto done = migrate(db, schema); !done) return in_file(std::move(done).error());
    } else if (*version < wanted) {
        return fail(Errc::unsupported_version, "{}: {} of version {} must be brought to version {} first",
                    path, schema.name, *version, wanted);
    }
    return db;
}

Result<Statement> Database::prepare(std::string_view sql) {
    auto& impl = *impl_;
    auto found = impl.statements.find(sql);
    if (found != impl.statements.end() && !found->second.busy) {
        found->second.busy = true;
        return Statement(&found->second, false);
    }
    sqlite3_stmt* handle = nullptr;
    int rc = sqlite3_prepare_v3(impl.db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                &handle, nullptr);
    if (rc != SQLITE_OK) return tl::unexpected(impl.error(rc));
    // The same text while the first one is being stepped: a statement of its own, gone after use.
    if (found != impl.statements.end()) return Statement(new Statement::Slot{&impl, handle, true}, true);
    auto [slot, inserted] = impl.statements.emplace(std::string(sql), Statement::Slot{&impl, handle, true});
    return Statement(&slot->second, false);
}

Result<void> Database::execute(const char* sql) {
    if (int rc = sqlite3_exec(impl_->db, sql, nullptr, nullptr, nullptr); rc != SQLITE_OK)
        return tl::unexpected(impl_->error(rc));
    return {};
}

std::int64_t Database::changes() const noexcept {
    return sqlite3_changes64(impl_->db);
}
std::int64_t Database::last_insert_rowid() const noexcept {
    return sqlite3_last_insert_rowid(impl_->db);
}
const std::string& Database::path() const noexcept {
    return impl_->path;
}

void Database::set_checkpoint_pages(int pages) noexcept {
    impl_->checkpoint_pages = pages;
}

Result<void> Database::empty_log() {
    // Whoever reads just now is not waited for: then the log stays as long as it is.
    sqlite3_busy_timeout(impl_->db, 0);
    int rc = sqlite3_wal_checkpoint_v2(impl_->db, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(impl_->db, impl_->busy_timeout_ms);
    if (rc == SQLITE_OK) impl_->log_room.ends();
    if (rc == SQLITE_OK || rc == SQLITE_BUSY) return {};
    return tl::unexpected(impl_->error(rc));
}

void Database::make_room_in_log() noexcept {
    if (!impl_->log_room.is_low()) return;
    sqlite3_busy_timeout(impl_->db, 0);
    impl_->log_room.make(impl_->db);
    sqlite3_busy_timeout(impl_->db, impl_->busy_timeout_ms);
}

Result<std::vector<std::string>> Database::check() {
    std::vector<std::string> found;
    if (auto there = is_still_there(); !there) return tl::unexpected(std::move(there).error());
    auto integrity = prepare("PRAGMA integrity_check");
    if (!integrity) return tl::unexpected(std::move(integrity).error());
    auto walked = integrity->each([&](Statement& row) {
        if (row.text(0) != "ok") found.emplace_back(row.text(0));
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    auto keys = prepare("PRAGMA foreign_key_check");
    if (!keys) return tl::unexpected(std::move(keys).error());
    walked = keys->each([&](Statement& row) {
        found.push_back(
            fmt::format("row {} of {} names a missing row of {}", row.integer(1), row.text(0), row.text(2)));
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    if (!found.empty() && impl_->on_damage)
        impl_->on_damage({Errc::corrupt, "the check of the database found: " + found.front(), {}});
    return found;
}

/// Outside of a transaction only: SQLite refuses it within.
Result<void> Database::set_durability(Durability durability) {
    if (impl_->durability == durability) return {};
    // Not by a cached statement: SQLite sets the level when it compiles the pragma, not when it runs it.
    auto done =
        execute(durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    if (done) impl_->durability = durability;
    return done;
}

/// SQLite would write on into a file that nobody finds any more. Asks for the file's name: some microseconds.
Result<void> Database::is_still_there() const {
    int moved = 0;
    if (sqlite3_file_control(impl_->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved == 0)
        return {};
    return tl::unexpected(Error{
        Errc::io, fmt::format("{} was removed, moved or replaced while it was in use", impl_->path),
        "nothing more is written to it; put it back, or end the program that uses it, which then begins with "
        "what is there"});
}

Result<Transaction> Transaction::begin(Database& db, Durability durability) {
    if (durability == Durability::full)
        if (auto there = db.is_still_there(); !there) return tl::unexpected(std::move(there).error());
    auto begun = db.set_durability(durability).and_then([&] { return db.run("BEGIN IMMEDIATE"); });
    if (begun) return Transaction(db);
    (void)db.set_durability(Durability::full);
    return tl::unexpected(std::move(begun).error());
}

Transaction::~Transaction() {
    if (!db_) return;
    // After some errors (a full disk, for one) SQLite has rolled back already.
    if (!sqlite3_get_autocommit(db_->impl_->db)) (void)db_->run("ROLLBACK");
    // Single statements are full. Should this fail, the next full transaction begins with it, or not at all.
    (void)db_->set_durability(Durability::full);
}

Result<void> Transaction::commit() {
    return db_->run("COMMIT").map([this] {
        (void)db_->set_durability(Durability::full);
        db_ = nullptr;
    });
}

ReadTransaction::ReadTransaction(Database& db) : db_(nullptr) {
    if (sqlite3_get_autocommit(db.impl_->db) && db.run("BEGIN")) db_ = &db;
}

ReadTransaction::~ReadTransaction() {
    // After some errors (of the disk, for one) SQLite has ended it already.
    if (db_ && !sqlite3_get_autocommit(db_->impl_->db)) (void)db_->run("COMMIT");
}

}  // namespace restante::store
