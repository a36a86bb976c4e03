#include "hub/sqlite_writer.hpp"

namespace restante::hub {

Result<void> SqliteWriter::begin() {
    auto transaction = store::Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    transaction_.emplace(std::move(*transaction));
    return {};
}

Result<void> SqliteWriter::commit() {
    auto done = transaction_->commit();
    rollback();  // of what could not be committed; else only an end
    if (!done) ids_.forget();
    return done;
}

void SqliteWriter::rollback() noexcept {
    transaction_.reset();
    ids_.forget();
}

Result<void> SqliteWriter::start_epoch(const Epoch& epoch) {
    return db_.run("INSERT INTO epochs (id, began_at, recovered) VALUES (?1, ?2, ?3)", epoch.id,
                   epoch.began_at, epoch.recovered);
}

Result<SpaceHead> SqliteWriter::head(std::string_view space) {
    auto query = db_.prepare("SELECT seq, chain, lamport FROM spaces WHERE name = ?1");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->bind(space).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return SpaceHead{};
    return SpaceHead{static_cast<std::uint64_t>(query->integer(0)), chain_from_blob(query->blob(1)),
                     static_cast<std::uint64_t>(query->integer(2))};
}

Result<std::optional<FoundOp>> SqliteWriter::find(std::string_view space, const OpId& op) {
    auto id = ids_.find(db_, space);
    if (!id) return tl::unexpected(std::move(id).error());
    if (!*id) return std::nullopt;
    auto query = db_.prepare("SELECT place, bytes FROM ops WHERE space = ?1 AND id = ?2");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->bind(**id, op).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return std::nullopt;
    return FoundOp{place_seq(query->integer(0)), std::string(query->blob(1))};
}

Result<std::vector<std::string>> SqliteWriter::entity_ops(std::string_view space, const EntityId& entity) {
    std::vector<std::string> ops;
    auto id = ids_.find(db_, space);
    if (!id) return tl::unexpected(std::move(id).error());
    if (!*id) return ops;
    auto query = db_.prepare("SELECT bytes FROM ops WHERE space = ?1 AND entity = ?2 ORDER BY place");
    if (!query) return tl::unexpected(std::move(query).error());
    auto done = query->bind(**id, entity).each([&](store::Statement& row) { ops.emplace_back(row.blob(0)); });
    if (!done) return tl::unexpected(std::move(done).error());
    return ops;
}

Result<std::int64_t> SqliteWriter::space_id(std::string_view name) {
    auto id = ids_.find(db_, name);
    if (!id) return tl::unexpected(std::move(id).error());
    if (*id) return **id;
    auto made = db_.run("INSERT INTO spaces (name, seq, chain, lamport) VALUES (?1, 0, ?2, 0)", name,
                        blob_of(Chain{}));
    if (!made) return tl::unexpected(std::move(made).error());
    return db_.last_insert_rowid();
}

Result<void> SqliteWriter::append(const oplog::Op& op, std::string_view bytes, const SpaceHead& head) {
    auto space = space_id(op.space);
    if (!space) return tl::unexpected(std::move(space).error());
    if (head.seq >> place_seq_bits) return fail(Errc::too_large, "space {} is full", op.space);
    auto done = db_.run(
        "INSERT INTO ops (place, space, id, entity, chain, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        op_place(*space, head.seq), *space, op.id, op.entity, blob_of(head.chain), store::Blob{bytes});
    if (!done) return done;
    return db_.run("UPDATE spaces SET seq = ?2, chain = ?3, lamport = ?4 WHERE id = ?1", *space,
                   static_cast<std::int64_t>(head.seq), blob_of(head.chain),
                   static_cast<std::int64_t>(head.lamport));
}

Result<std::optional<std::string>> SqliteWriter::actor_owner(const ActorId& actor) {
    auto query = db_.prepare("SELECT user FROM actors WHERE actor = ?1");
    if (!query) return tl::unexpected(std::move(query).error());
    auto row = query->bind(actor).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return std::nullopt;
    return std::string(query->text(0));
}

Result<void> SqliteWriter::bind_actor(const ActorId& actor, std::string_view user) {
    return db_.run("INSERT INTO actors (actor, user) VALUES (?1, ?2)", actor, user);
}

}  // namespace restante::hub
