#include "hub/sqlite_store.hpp"

#include "hub/sqlite_accounts.hpp"
#include "hub/sqlite_reader.hpp"
#include "hub/sqlite_writer.hpp"

namespace restante::hub {
namespace {

using store::Database;

class SqliteStore final : public OpStore {
  public:
    SqliteStore(SqliteStoreOptions options, const Sha256& secret)
        : options_(std::move(options)), secret_(secret) {}

    const Sha256& secret() const override { return secret_; }

    Result<std::unique_ptr<OpReader>> reader() override {
        return open(store::OpenMode::read_only).map([](Database db) -> std::unique_ptr<OpReader> {
            return std::make_unique<SqliteReader>(std::move(db));
        });
    }
    Result<std::unique_ptr<OpWriter>> writer() override {
        return open(store::OpenMode::read_write_create).map([](Database db) -> std::unique_ptr<OpWriter> {
            return std::make_unique<SqliteWriter>(std::move(db));
        });
    }
    Result<std::unique_ptr<Accounts>> accounts() override {
        return open(store::OpenMode::read_write_create).map([](Database db) -> std::unique_ptr<Accounts> {
            return std::make_unique<SqliteAccounts>(std::move(db));
        });
    }

  private:
    Result<Database> open(store::OpenMode mode) {
        return Database::open(options_.path, hub_schema, {.mode = mode, .vfs = options_.vfs});
    }

    SqliteStoreOptions options_;
    Sha256 secret_;
};

/// Two processes may make the same database at once: what the first wrote stands.
Result<void> begin_new(Database& db, const SqliteStoreOptions& options) {
    auto transaction = store::Transaction::begin(db);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto secret = db.run("INSERT OR IGNORE INTO hub (id, secret) VALUES (1, ?1)", blob_of(options.secret));
    if (!secret) return secret;
    if (db.changes() == 0) return {};
    auto epoch = db.run("INSERT INTO epochs (id, began_at, recovered) VALUES (?1, ?2, 0)",
                        options.first_epoch, options.now);
    if (!epoch) return epoch;
    return transaction->commit();
}

Result<std::optional<Sha256>> stored_secret(Database& db) {
    auto query = db.prepare("SELECT secret FROM hub");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return std::nullopt;
    Sha256 secret{};
    const auto bytes = query->blob(0);
    if (bytes.size() != secret.size()) return fail(Errc::corrupt, "the hub's secret is damaged");
    std::copy(bytes.begin(), bytes.end(), secret.begin());
    return secret;
}

/// A space's row and its last op must agree, or the next op would get a wrong number.
Result<std::vector<std::string>> wrong_heads(Database& db) {
    auto query = db.prepare(
        "SELECT name FROM spaces WHERE ifnull((SELECT place FROM ops WHERE place > spaces.id << 40"
        " AND place < (spaces.id + 1) << 40 ORDER BY place DESC LIMIT 1), spaces.id << 40)"
        " <> (spaces.id << 40 | seq)");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<std::string> wrong;
    auto done = query->each([&](store::Statement& row) { wrong.emplace_back(row.text(0)); });
    if (!done) return tl::unexpected(std::move(done).error());
    return wrong;
}

/// Every op's number follows the one before it, and its chain is what its predecessors and it give.
Result<std::vector<std::string>> wrong_chains(Database& db) {
    auto query = db.prepare("SELECT place, id, chain, space FROM ops ORDER BY place");
    if (!query) return tl::unexpected(std::move(query).error());
    std::vector<std::string> wrong;
    std::int64_t space = -1;
    std::uint64_t seq = 0;
    Chain chain{};
    auto done = query->each([&](store::Statement& row) {
        if (row.integer(3) != space) {
            space = row.integer(3);
            seq = 0;
            chain = {};
        }
        seq += 1;
        chain = next_chain(chain, row.id<OpId>(1));
        const auto there = chain_from_blob(row.blob(2));
        if (row.integer(0) == op_place(space, seq) && there == chain) return;
        if (wrong.size() < 20)
            wrong.push_back(fmt::format("space {}: op {} is out of its place", space, seq));
        seq = place_seq(row.integer(0));
        chain = there;
    });
    if (!done) return tl::unexpected(std::move(done).error());
    return wrong;
}

}  // namespace

Result<std::unique_ptr<OpStore>> open_sqlite_store(const SqliteStoreOptions& options) {
    auto db = Database::open(options.path, hub_schema, {.vfs = options.vfs});
    if (!db) return tl::unexpected(std::move(db).error());
    auto secret = stored_secret(*db);
    if (secret && !*secret) {
        if (auto begun = begin_new(*db, options); !begun) return tl::unexpected(std::move(begun).error());
        secret = stored_secret(*db);
    }
    if (!secret) return tl::unexpected(std::move(secret).error());
    auto wrong = wrong_heads(*db);
    if (!wrong) return tl::unexpected(std::move(wrong).error());
    if (!wrong->empty())
        return tl::unexpected(
            Error{Errc::corrupt,
                  fmt::format("{}: the log of space {} does not end where the space says it does",
                              options.path, wrong->front()),
                  "restore the database from a backup; replicas give back what it lacks"});
    return std::make_unique<SqliteStore>(options, **secret);
}

Result<std::vector<std::string>> check_sqlite_store(const std::string& path) {
    auto db = Database::open(path, hub_schema, {.mode = store::OpenMode::read_only});
    if (!db) return tl::unexpected(std::move(db).error());
    auto found = db->check();
    if (!found) return found;
    auto heads = wrong_heads(*db);
    if (!heads) return heads;
    for (const auto& space : *heads)
        found->push_back(fmt::format("space {}: its log does not end where the space says it does", space));
    auto chains = wrong_chains(*db);
    if (!chains) return chains;
    found->insert(found->end(), chains->begin(), chains->end());
    return found;
}

}  // namespace restante::hub
