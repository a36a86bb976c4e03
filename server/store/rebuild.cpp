// Derived rows again from the ops: after an upgrade, in slices (rebuild_some); as a check (integrity).
#include "core/fold.hpp"
#include "core/thread_codec.hpp"
#include "oplog/codec.hpp"
#include "store/derive.hpp"
#include "store/migrations.hpp"
#include "store/settings.hpp"
#include "store/snapshot.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

constexpr std::int64_t sample_size = 1'000;

struct Entity {
    EntityId id;
    std::int64_t space = 0;
};

/// How far a rebuild has come; kept in settings, so that it goes on after a restart.
struct Mark {
    Entity last;
    std::int64_t done = 0;
};

std::string version_text() {
    return fmt::format("{}.{}", derived_version, oplog::op_format_version);
}

Result<Mark> read_mark(Database& db) {
    auto target = read_setting(db, "rebuild.target");
    auto entity = read_setting(db, "rebuild.entity");
    auto space = read_setting(db, "rebuild.space");
    auto done = read_setting(db, "rebuild.done");
    for (auto* value : {&target, &entity, &space, &done})
        if (!*value) return tl::unexpected(std::move(*value).error());
    Mark mark;
    if (*target != version_text()) return mark;  // left by yet another version: from the start
    if (auto id = id_from_text<EntityId>(entity->value_or(""))) mark.last.id = *id;
    mark.last.space = std::strtoll(space->value_or("0").c_str(), nullptr, 10);
    mark.done = std::strtoll(done->value_or("0").c_str(), nullptr, 10);
    return mark;
}

Result<void> write_mark(Database& db, const Mark& mark) {
    return write_setting(db, "rebuild.target", version_text())
        .and_then([&] { return write_setting(db, "rebuild.entity", to_text(mark.last.id)); })
        .and_then([&] { return write_setting(db, "rebuild.space", std::to_string(mark.last.space)); })
        .and_then([&] { return write_setting(db, "rebuild.done", std::to_string(mark.done)); });
}

Result<std::vector<Entity>> entities_after(Database& db, const Entity& last, std::size_t max) {
    std::vector<Entity> entities;
    auto statement = db.prepare(
        "SELECT DISTINCT entity, space FROM ops WHERE (entity, space) > (?1, ?2) ORDER BY entity, space "
        "LIMIT ?3");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(last.id, last.space, max).each([&](Statement& row) {
        entities.push_back({row.id<EntityId>(0), row.integer(1)});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return entities;
}

Result<void> rebuild_entity(Database& db, const Entity& entity) {
    auto ops = ops_of(db, entity.space, entity.id);
    if (!ops) return tl::unexpected(std::move(ops).error());
    const ThreadId id{entity.id.bytes};
    auto done = derive_profile(db, entity.space, ActorId{entity.id.bytes});
    if (!done) return done;
    auto thread = core::fold_thread(id, *ops);
    auto no = db.integer("SELECT no FROM threads WHERE id = ?1 AND space = ?2", id, entity.space);
    if (!no) return tl::unexpected(std::move(no).error());
    if (thread) return write_thread(db, no->value_or(0), entity.space, *thread);
    if (!*no) return {};
    // These rules make no thread of it any more.
    return db.run("DELETE FROM threads WHERE no = ?1", **no)
        .and_then([&] { return db.run("INSERT OR IGNORE INTO index_queue (thread) VALUES (?1)", **no); })
        .and_then([&] { return db.run("DELETE FROM whereabouts WHERE thread = ?1", id); })
        .and_then([&] {
            // The number of the last thread is given to the next one.
            return db.run(
                "UPDATE clones SET followed_to = min(followed_to, (SELECT coalesce(max(no), 0) FROM "
                "threads))");
        });
}

}  // namespace

Result<void> Store::reread_newer_ops(std::size_t max) {
    struct Row {
        std::int64_t no;
        std::string space;
        std::string bytes;
    };
    std::vector<Row> rows;
    {
        auto statement = db_.prepare(
            "SELECT n.no, s.name, n.bytes FROM newer_ops n JOIN spaces s ON s.no = n.space"
            " WHERE n.tried < ?1 ORDER BY n.no LIMIT ?2");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked = statement->bind(oplog::op_format_version, max).each([&](Statement& row) {
            rows.push_back({row.integer(0), std::string(row.text(1)), std::string(row.blob(2))});
        });
        if (!walked) return walked;
    }
    for (const auto& row : rows) {
        auto op = oplog::decode(row.bytes);
        if (!op) {
            auto done =
                db_.run("UPDATE newer_ops SET tried = ?2 WHERE no = ?1", row.no, oplog::op_format_version);
            if (!done) return done;
            continue;
        }
        const std::string_view bytes = row.bytes;
        auto ingested = ingest_in_transaction(row.space, {&bytes, 1});
        if (!ingested) return tl::unexpected(std::move(ingested).error());
        if (auto done = db_.run("DELETE FROM newer_ops WHERE no = ?1", row.no); !done) return done;
    }
    return {};
}

Result<Progress> Store::rebuild_some(std::size_t max_entities) {
    auto total = db_.integer("SELECT count(*) FROM threads");
    if (!total) return tl::unexpected(std::move(total).error());
    const auto threads = total->value_or(0);
    if (!needs_rebuild_) return Progress{threads, threads};

    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto left = db_.integer("SELECT count(*) FROM (SELECT 1 FROM newer_ops WHERE tried < ?1 LIMIT 1)",
                            oplog::op_format_version);
    if (!left) return tl::unexpected(std::move(left).error());
    auto mark = read_mark(db_);
    if (!mark) return tl::unexpected(std::move(mark).error());
    if (left->value_or(0) > 0) {
        return reread_newer_ops(max_entities).and_then([&] { return transaction->commit(); }).map([&] {
            return Progress{mark->done, std::max(threads, mark->done + 1)};
        });
    }

    auto entities = entities_after(db_, mark->last, max_entities);
    if (!entities) return tl::unexpected(std::move(entities).error());
    for (const auto& entity : *entities)
        if (auto done = rebuild_entity(db_, entity); !done) return tl::unexpected(std::move(done).error());
    mark->done += static_cast<std::int64_t>(entities->size());
    const bool finished = entities->size() < max_entities;
    if (!finished) mark->last = entities->back();
    auto done = (finished ? write_setting(db_, "derived.version", version_text()).and_then([&] {
                    return write_mark(db_, Mark{});
                })
                          : write_mark(db_, *mark))
                    .and_then([&] { return transaction->commit(); });
    if (!done) return tl::unexpected(std::move(done).error());
    needs_rebuild_ = !finished;
    if (finished) return Progress{mark->done, mark->done};
    return Progress{mark->done, std::max(threads, mark->done + 1)};
}

Result<std::vector<std::string>> Store::integrity() {
    auto found = db_.check();
    if (!found) return found;
    auto orphans = db_.integer("SELECT count(*) FROM threads WHERE no NOT IN (SELECT no FROM snapshots)");
    if (!orphans) return tl::unexpected(std::move(orphans).error());
    if (orphans->value_or(0) > 0)
        found->push_back(fmt::format("{} threads have no snapshot", orphans->value_or(0)));

    struct Sample {
        ThreadId id;
        std::int64_t space;
        std::string bytes;
    };
    std::vector<Sample> samples;
    {
        // The newest ones: what was written last is what a fault would have hit.
        auto statement = db_.prepare(
            "SELECT t.id, t.space, s.bytes FROM threads t JOIN snapshots s ON s.no = t.no"
            " ORDER BY t.no DESC LIMIT ?1");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked = statement->bind(sample_size).each([&](Statement& row) {
            samples.push_back({row.id<ThreadId>(0), row.integer(1), std::string(row.blob(2))});
        });
        if (!walked) return tl::unexpected(std::move(walked).error());
    }
    for (const auto& sample : samples) {
        auto ops = ops_of(db_, sample.space, EntityId{sample.id.bytes});
        if (!ops) return tl::unexpected(std::move(ops).error());
        auto thread = core::fold_thread(sample.id, *ops);
        if (!thread)
            found->push_back(fmt::format("thread {} does not follow from its ops", to_text(sample.id)));
        else if (!needs_rebuild_ && core::encode_thread(*thread) != snapshot_content(sample.bytes))
            found->push_back(
                fmt::format("thread {} is stored otherwise than its ops say", to_text(sample.id)));
    }
    return found;
}

}  // namespace restante::store
