// Store::ingest: ops from a hub, a batch in one transaction.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "oplog/codec.hpp"
#include "store/derive.hpp"
#include "store/digest.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

/// True when it was not there yet.
Result<bool> keep_newer(Database& db, std::int64_t space, std::string_view bytes) {
    const auto key = digest(bytes);  // narrows the rows down; equality is decided by the bytes
    auto known = db.integer("SELECT no FROM newer_ops WHERE digest = ?1 AND space = ?2 AND bytes = ?3", key,
                            space, Blob{bytes});
    if (!known) return tl::unexpected(std::move(known).error());
    if (*known) return false;
    return db
        .run("INSERT INTO newer_ops (space, digest, tried, bytes) VALUES (?1, ?2, ?3, ?4)", space, key,
             oplog::op_format_version, Blob{bytes})
        .map([] { return true; });
}

/// The op is here and the hub has it too. conflict when other bytes have its id.
Result<void> acknowledge_known(Database& db, OpId id, std::string_view bytes) {
    std::int64_t seq = 0;
    auto state = Delivery::acknowledged;
    {
        auto statement = db.prepare("SELECT seq, state, bytes FROM ops WHERE id = ?1");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto row = statement->bind(id).step();
        if (!row) return tl::unexpected(std::move(row).error());
        if (!*row) return fail(Errc::internal, "op {} is neither new nor known", to_text(id));
        if (statement->blob(2) != bytes)
            return fail(Errc::conflict, "another op with the id {} is here already", to_text(id));
        seq = statement->integer(0);
        state = static_cast<Delivery>(statement->integer(1));
    }
    if (state == Delivery::acknowledged) return {};
    auto done = db.run("UPDATE ops SET state = ?2 WHERE seq = ?1", seq, Delivery::acknowledged);
    if (!done || state != Delivery::rejected) return done;
    return db.run("DELETE FROM rejections WHERE seq = ?1", seq);
}

/// Ops of a batch by entity, entities in the order of their first op: what lies together in the hub's log
/// lies together in our tables.
struct Touched {
    std::vector<std::pair<EntityId, std::vector<oplog::Op>>> entities;
    std::unordered_map<EntityId, std::size_t> places;

    void add(oplog::Op op) {
        auto [place, is_new] = places.try_emplace(op.entity, entities.size());
        if (is_new) entities.emplace_back(op.entity, std::vector<oplog::Op>{});
        entities[place->second].second.push_back(std::move(op));
    }
};

/// What changed, each once.
struct Changes {
    std::vector<ThreadId> threads;
    std::set<FileKey> files;

    void add(Derived derived) {
        if (!derived.thread) return;
        threads.push_back(derived.thread->id);
        files.insert({derived.thread->space, derived.thread->anchor.repository, derived.thread->anchor.path});
        if (derived.previous_file) files.insert(std::move(*derived.previous_file));
    }
};

/// A decision is shown wherever it governs code.
Result<void> add_governed_files(Database& db, const core::Thread& decision, Changes& changes) {
    auto statement = db.prepare(
        "SELECT t.repository, t.path FROM threads t INDEXED BY threads_governed WHERE t.governs = ?1");
    if (!statement) return tl::unexpected(std::move(statement).error());
    return statement->bind(decision.id).each([&](Statement& row) {
        changes.files.insert({decision.space, std::string(row.text(0)), std::string(row.text(1))});
    });
}

Result<void> derive_entity(Database& db, std::int64_t space, EntityId entity, std::span<const oplog::Op> ops,
                           Changes& changes) {
    const bool profile = std::ranges::any_of(ops, [](const auto& op) { return op.kind == profile_kind; });
    if (profile)
        if (auto done = derive_profile(db, space, ActorId{entity.bytes}); !done) return done;
    const ThreadId id{entity.bytes};
    auto stored = load_thread(db, id);
    if (!stored) return tl::unexpected(std::move(stored).error());
    auto derived = derive_thread(db, space, id, std::move(*stored), ops);
    if (!derived) return tl::unexpected(std::move(derived).error());
    Result<void> done;
    if (derived->thread && derived->thread->decision)
        done = add_governed_files(db, *derived->thread, changes);
    changes.add(std::move(*derived));
    return done;
}

constexpr std::size_t large_batch = 256;
constexpr int large_checkpoint_pages = 16'000;  // 64 MiB

}  // namespace

Result<Ingested> Store::ingest_in_transaction(const std::string& space,
                                              std::span<const std::string_view> ops) {
    auto space_no = ensure_space(db_, space);
    if (!space_no) return tl::unexpected(std::move(space_no).error());

    Ingested result;
    Touched touched;
    std::uint64_t lamport = 0;
    for (std::size_t i = 0; i < ops.size(); ++i) {
        auto refuse = [&](Error error) { result.refused.push_back({i, std::move(error)}); };
        auto op = oplog::decode(ops[i]);
        if (!op && op.error().code == Errc::unsupported_version) {
            auto kept = keep_newer(db_, *space_no, ops[i]);
            if (!kept) return tl::unexpected(std::move(kept).error());
            ++(*kept ? result.kept_newer : result.duplicates);
            continue;
        }
        if (!op) {
            refuse(std::move(op).error());
            continue;
        }
        if (op->space != space) {
            refuse(
                Error{Errc::invalid_argument,
                      fmt::format("op {} belongs to the space {}, not {}", to_text(op->id), op->space, space),
                      {}});
            continue;
        }
        auto inserted = insert_op(db_, *space_no, *op, ops[i], Delivery::acknowledged);
        if (!inserted) return tl::unexpected(std::move(inserted).error());
        if (*inserted) {
            ++result.inserted;
            lamport = std::max(lamport, op->lamport);
            touched.add(std::move(*op));
            continue;
        }
        auto known = acknowledge_known(db_, op->id, ops[i]);
        if (known)
            ++result.duplicates;
        else if (known.error().code == Errc::conflict)
            refuse(std::move(known).error());
        else
            return tl::unexpected(std::move(known).error());
    }

    Changes changes;
    for (const auto& [entity, entity_ops] : touched.entities)
        if (auto done = derive_entity(db_, *space_no, entity, entity_ops, changes); !done)
            return tl::unexpected(std::move(done).error());
    result.threads = std::move(changes.threads);
    result.files.assign(changes.files.begin(), changes.files.end());

    auto done = db_.run("UPDATE spaces SET lamport = max(lamport, ?2) WHERE no = ?1", *space_no, lamport);
    if (!done) return tl::unexpected(std::move(done).error());
    // Should the transaction fail after all, the clock has a gap.
    if (auto known = lamports_.find(*space_no); known != lamports_.end())
        known->second.last = std::max(known->second.last, lamport);
    return result;
}

/// Large batches come one after the other, and are about much the same pages. A cache that holds these writes
/// each once a batch; a longer log copies each into the file once in many batches, and waits for the disk as
/// seldom. Given back when no more are coming: a first sync is rare, and the daemon stays small.
void Store::expect_large_batches() {
    if (std::exchange(large_batches_, true)) return;
    db_.set_checkpoint_pages(std::max(options_.checkpoint_pages, large_checkpoint_pages));
    (void)db_.execute("PRAGMA cache_size = -24576");
}

void Store::expect_small_batches() {
    if (!std::exchange(large_batches_, false)) return;
    db_.set_checkpoint_pages(options_.checkpoint_pages);
    (void)db_.execute(
        fmt::format("PRAGMA cache_size = -{}; PRAGMA shrink_memory;", options_.cache_kib).c_str());
}

Result<Ingested> Store::ingest(const std::string& space, std::span<const std::string_view> ops,
                               std::optional<std::string> cursor) {
    if (ops.size() >= large_batch) expect_large_batches();
    // The hub has these ops, and gives them again to whoever comes with the cursor of before.
    auto transaction = Transaction::begin(db_, Durability::relaxed);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto result = ingest_in_transaction(space, ops);
    if (!result) return result;
    auto done = [&]() -> Result<void> {
        if (!cursor) return {};
        return db_.run("UPDATE spaces SET cursor = ?2 WHERE name = ?1", space, *cursor);
    }();
    done = std::move(done).and_then([&] { return transaction->commit(); });
    if (!done) return tl::unexpected(std::move(done).error());
    return result;
}

}  // namespace restante::store
