// SQLite, wrapped once: a connection, cached prepared statements, transactions, migrations, and errors that
// say what the caller can do. Used by this folder and by the hub's op store.
//
// A Database belongs to whoever opened it and is used on one thread at a time. It is opened for one Schema: a
// file that is no database, is damaged, belongs to another program or was written by a newer version is
// refused *before anything is written to it*. It knows no SQL of its own beyond pragmas; it never retries.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace restante::store {

/// One step from version n to n + 1; its place in Schema::migrations is n. Never changed once released.
struct Migration {
    const char* sql;  // statements separated by semicolons; one transaction with the new version
};

/// Which databases are ours. PRAGMA application_id holds `application_id`, user_version the schema's version.
struct Schema {
    std::int32_t application_id;
    std::string_view name;  // for messages: "store", "hub"
    std::span<const Migration> migrations;
};

enum class OpenMode { read_write_create, read_only };

struct OpenOptions {
    OpenMode mode = OpenMode::read_write_create;
    const char* vfs = nullptr;     // a registered SQLite VFS; null for the default one
    int busy_timeout_ms = 5'000;   // how long a lock is waited for before `unavailable`
    int cache_kib = 4'096;         // page cache, at most
    int checkpoint_pages = 4'000;  // a commit that makes the log longer than this copies it into the file
    /// Told of each error that says that the file is damaged, and of what check() finds, on the thread that
    /// used the database; may be empty.
    std::function<void(const Error&)> on_damage = {};
};

/// Text is bound from std::string_view; bytes are said to be bytes.
struct Blob {
    std::string_view bytes;
};

/// A prepared statement on loan from the connection's cache: reset, its bindings cleared, when it goes out of
/// scope. Must not outlive its Database. Columns are valid until the next step.
class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Binds parameters 1, 2, … (all of them). Values are copied. Integers and enums, text, Blob, ids (as
    /// blobs), std::nullopt or an optional of these. A failure is kept and returned by step().
    template <class... Args>
    Statement& bind(const Args&... args) {
        int index = 0;
        (bind_one(++index, args), ...);
        return *this;
    }

    /// True when there is a row.
    [[nodiscard]] Result<bool> step();
    /// Steps to the end, whatever rows come; then ready for other bindings.
    [[nodiscard]] Result<void> run();
    /// `f(statement)` for each row; f returns nothing, or a Result<void> that ends the walk when it fails.
    template <class F>
    [[nodiscard]] Result<void> each(F&& f) {
        for (;;) {
            auto row = step();
            if (!row) return tl::unexpected(std::move(row).error());
            if (!*row) return {};
            if constexpr (std::is_void_v<decltype(f(*this))>) {
                f(*this);
            } else {
                if (auto result = f(*this); !result) return result;
            }
        }
    }
    /// Ready to be bound and stepped again.
    void reset() noexcept;

    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] std::string_view blob(int column) const noexcept;
    [[nodiscard]] std::optional<std::string> optional_text(int column) const;
    /// The nil id when the column does not hold 16 bytes.
    template <class IdType>
    [[nodiscard]] IdType id(int column) const noexcept {
        IdType value;
        copy_id(column, value.bytes.data());
        return value;
    }

  private:
    friend class Database;
    struct Slot;
    Statement(Slot* slot, bool owned) noexcept : slot_(slot), owned_(owned) {}

    template <class T>
    void bind_one(int index, const T& value) {
        if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            bind_integer(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_same_v<T, Blob>) {
            bind_blob(index, value.bytes);
        } else if constexpr (std::is_same_v<T, std::nullopt_t>) {
            bind_null(index);
        } else if constexpr (requires { value.has_value(); }) {
            if (value.has_value())
                bind_one(index, *value);
            else
                bind_null(index);
        } else if constexpr (requires { value.bytes.data(); }) {
            bind_blob(index, {reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()});
        } else {
            bind_text(index, std::string_view(value));
        }
    }
    void bind_integer(int index, std::int64_t value) noexcept;
    void bind_text(int index, std::string_view value) noexcept;
    void bind_blob(int index, std::string_view value) noexcept;
    void bind_null(int index) noexcept;
    void copy_id(int column, std::uint8_t* out) const noexcept;

    Slot* slot_;
    bool owned_;
    int failed_ = 0;
};

enum class Durability;

class Database {
  public:
    /// Opens (and, unless read-only, creates with mode 0600 and migrates) the database at `path`.
    /// io: the file or folder cannot be opened or written; corrupt: damaged, not a database, another
    /// program's, or lost but for its log; unsupported_version: newer than this program; unavailable: locked
    /// by someone else. A refused file is left byte for byte as it was. WAL, synchronous=FULL, foreign keys
    /// on, no memory map.
    [[nodiscard]] static Result<Database> open(const std::string& path, const Schema& schema,
                                               const OpenOptions& options = {});

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// A statement from the cache; prepared the first time. The set of texts must be finite: values are
    /// bound.
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);

    /// prepare, bind, run.
    template <class... Args>
    [[nodiscard]] Result<void> run(std::string_view sql, const Args&... args) {
        auto statement = prepare(sql);
        if (!statement) return tl::unexpected(std::move(statement).error());
        return statement->bind(args...).run();
    }

    /// The first column of the first row as an integer; nothing when there is no row or it is null.
    template <class... Args>
    [[nodiscard]] Result<std::optional<std::int64_t>> integer(std::string_view sql, const Args&... args) {
        auto statement = prepare(sql);
        if (!statement) return tl::unexpected(std::move(statement).error());
        return statement->bind(args...).step().map([&](bool row) -> std::optional<std::int64_t> {
            if (!row || statement->is_null(0)) return std::nullopt;
            return statement->integer(0);
        });
    }

    /// Several statements without parameters or results. For migrations; not cached.
    [[nodiscard]] Result<void> execute(const char* sql);

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    [[nodiscard]] std::int64_t changes() const noexcept;
    [[nodiscard]] std::int64_t last_insert_rowid() const noexcept;

    /// From now on: how long the log may be before a commit copies it into the file. A longer one holds more
    /// versions of the same pages, of which only the last is copied.
    void set_checkpoint_pages(int pages) noexcept;
    /// Copies what is in the log into the file and makes the log empty, as far as nobody reads. For the end:
    /// whoever opens the file next reads all of the log that is left (20 MB: 15 ms). It is not deleted,
    /// because on a full disk it could not be made again.
    [[nodiscard]] Result<void> empty_log();
    /// For the time between commits, when nobody waits: sees to it that the next small ones need not lengthen
    /// the log's file (store/log_room.hpp). Outside of a transaction; does mostly nothing.
    void make_room_in_log() noexcept;

    /// PRAGMA integrity_check and foreign_key_check: what they found, nothing when all is well. Reads it all.
    /// io when the file is no longer at its path.
    [[nodiscard]] Result<std::vector<std::string>> check();

    [[nodiscard]] const std::string& path() const noexcept;

  private:
    friend class Transaction;
    friend class ReadTransaction;
    friend class Statement;
    struct Impl;
    [[nodiscard]] Result<void> set_durability(Durability durability);
    [[nodiscard]] Result<void> is_still_there() const;
    explicit Database(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// How far a transaction has come when commit() returns.
enum class Durability {
    full,  // on stable storage
    /// In the log, which is synced with the next full commit or before it is copied into the file. When the
    /// power goes before that, the newest relaxed commits are missing, each as a whole and none without those
    /// behind it; a killed process loses nothing. For what can be had again.
    relaxed,
};

/// BEGIN IMMEDIATE … COMMIT. Rolled back when it goes out of scope without a successful commit. Not nested.
class Transaction {
  public:
    /// io for a full one when the file is no longer at its path: what is written there would be lost.
    [[nodiscard]] static Result<Transaction> begin(Database& db, Durability durability = Durability::full);
    Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    /// As durable as begin() was told when this returns without an error. After an error nothing of it is
    /// seen by this connection.
    [[nodiscard]] Result<void> commit();

  private:
    explicit Transaction(Database& db) noexcept : db_(&db) {}
    Database* db_;
};

/// As long as it lives, all that this connection reads is of one moment, and the file is locked for it once
/// instead of for each statement. Within another one it adds nothing. Should BEGIN fail, it does nothing, and
/// what is read then tells the reason.
class ReadTransaction {
  public:
    explicit ReadTransaction(Database& db);
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;
    ~ReadTransaction();

  private:
    Database* db_;  // null when there is nothing to end
};

}  // namespace restante::store
