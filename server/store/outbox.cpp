// The part of Store that a sync engine works with: spaces, their hubs and cursors, what waits to be sent.
#include <limits>

#include "store/derive.hpp"
#include "store/space_rows.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

/// What one hub has acknowledged or refused says nothing about another.
Result<void> forget_all_acks(Database& db, std::int64_t space) {
    return db
        .run("DELETE FROM rejections WHERE seq IN (SELECT seq FROM ops WHERE space = ?1 AND state = ?2)",
             space, Delivery::rejected)
        .and_then([&] {
            return db.run("UPDATE ops SET state = ?2 WHERE space = ?1 AND state <> ?2", space,
                          Delivery::pending);
        })
        .and_then([&] { return db.run("UPDATE spaces SET cursor = NULL WHERE no = ?1", space); });
}

}  // namespace

Result<std::vector<Space>> read_spaces(Database& db) {
    std::vector<Space> spaces;
    auto statement = db.prepare("SELECT name, hub, cursor FROM spaces ORDER BY name");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->each([&](Statement& row) {
        spaces.push_back({std::string(row.text(0)), row.optional_text(1), row.optional_text(2)});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return spaces;
}

Result<OutboxBatch> read_outbox(Database& db, const std::string& space, std::uint64_t after,
                                std::size_t max_ops, std::size_t max_bytes) {
    OutboxBatch batch;
    auto statement = db.prepare(
        "SELECT o.id, o.bytes, o.seq FROM spaces p CROSS JOIN ops o INDEXED BY ops_pending ON o.space = p.no"
        " AND o.state = 0 AND o.seq > ?2 WHERE p.name = ?1 ORDER BY o.seq LIMIT ?3");
    if (!statement) return tl::unexpected(std::move(statement).error());
    statement->bind(space, static_cast<std::int64_t>(after), max_ops + 1);
    std::size_t bytes = 0;
    for (;;) {
        auto row = statement->step();
        if (!row) return tl::unexpected(std::move(row).error());
        if (!*row) return batch;
        const auto op = statement->blob(1);
        bytes += op.size();
        if (batch.ops.size() == max_ops || (!batch.ops.empty() && bytes > max_bytes)) {
            batch.more = true;
            return batch;
        }
        batch.ops.push_back(
            {statement->id<OpId>(0), std::string(op), static_cast<std::uint64_t>(statement->integer(2))});
    }
}

Result<OutboxCounts> count_outbox(Database& db, const std::string& space, std::int64_t each_max) {
    auto statement = db.prepare(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM ops o INDEXED BY ops_pending"
        " WHERE o.space = p.no AND o.state = 0 LIMIT ?2)),"
        " (SELECT count(*) FROM (SELECT 1 FROM ops o INDEXED BY ops_rejected"
        " WHERE o.space = p.no AND o.state = 2 LIMIT ?2)) FROM spaces p WHERE p.name = ?1");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto row = statement->bind(space, each_max).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return OutboxCounts{};
    return OutboxCounts{static_cast<std::uint64_t>(statement->integer(0)),
                        static_cast<std::uint64_t>(statement->integer(1))};
}

Result<std::vector<Space>> Store::spaces() {
    return read_spaces(db_);
}

Result<void> Store::set_hub(const std::string& space, const std::optional<std::string>& hub) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto no = ensure_space(db_, space);
    if (!no) return tl::unexpected(std::move(no).error());
    // `IS NOT` also tells null from a URL.
    auto done = db_.run("UPDATE spaces SET hub = ?2 WHERE no = ?1 AND hub IS NOT ?2", *no, hub);
    if (done && db_.changes() > 0) done = forget_all_acks(db_, *no);
    return done.and_then([&] { return transaction->commit(); });
}

Result<std::optional<std::string>> Store::cursor(const std::string& space) {
    auto statement = db_.prepare("SELECT cursor FROM spaces WHERE name = ?1");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto row = statement->bind(space).step();
    if (!row) return tl::unexpected(std::move(row).error());
    return *row ? statement->optional_text(0) : std::nullopt;
}

Result<OutboxBatch> Store::outbox(const std::string& space, std::uint64_t after, std::size_t max_ops,
                                  std::size_t max_bytes) {
    return read_outbox(db_, space, after, max_ops, max_bytes);
}

Result<OutboxCounts> Store::outbox_counts(const std::string& space) {
    return count_outbox(db_, space, std::numeric_limits<std::int64_t>::max());
}

Result<void> Store::mark_acked(std::span<const OpId> ops) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    for (const auto& op : ops) {
        auto done =
            db_.run("DELETE FROM rejections WHERE seq = (SELECT seq FROM ops WHERE id = ?1)", op)
                .and_then([&] {
                    return db_.run("UPDATE ops SET state = ?2 WHERE id = ?1", op, Delivery::acknowledged);
                });
        if (!done) return done;
    }
    return transaction->commit();
}

Result<void> Store::mark_rejected(OpId op, Errc code, const std::string& reason) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    // One that the hub has shown meanwhile stays shown.
    auto done = db_.run("UPDATE ops SET state = ?2 WHERE id = ?1 AND state <> ?3", op, Delivery::rejected,
                        Delivery::acknowledged);
    if (!done) return done;
    if (db_.changes() == 0) {
        auto known = db_.integer("SELECT 1 FROM ops WHERE id = ?1", op);
        if (!known) return tl::unexpected(std::move(known).error());
        if (!*known) return fail(Errc::not_found, "there is no op {} here", to_text(op));
        return {};
    }
    return db_
        .run(
            "INSERT INTO rejections (seq, code, reason) SELECT seq, ?2, ?3 FROM ops WHERE id = ?1"
            " ON CONFLICT (seq) DO UPDATE SET code = excluded.code, reason = excluded.reason",
            op, to_string(code), reason)
        .and_then([&] { return transaction->commit(); });
}

Result<void> Store::retry_rejected(OpId op) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto done = db_.run("UPDATE ops SET state = ?2 WHERE id = ?1 AND state = ?3", op, Delivery::pending,
                        Delivery::rejected);
    if (!done) return done;
    if (db_.changes() == 0) return fail(Errc::not_found, "there is no rejected op {} here", to_text(op));
    return db_.run("DELETE FROM rejections WHERE seq = (SELECT seq FROM ops WHERE id = ?1)", op)
        .and_then([&] { return transaction->commit(); });
}

Result<void> Store::forget_acks(const std::string& space) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto no = find_space(db_, space);
    if (!no) return tl::unexpected(std::move(no).error());
    return forget_all_acks(db_, *no).and_then([&] { return transaction->commit(); });
}

}  // namespace restante::store
