#include "store/derive.hpp"

#include <algorithm>

#include "core/fold.hpp"
#include "oplog/codec.hpp"
#include "store/decision_rows.hpp"
#include "store/snapshot.hpp"

namespace restante::store {
namespace {

bool is_space_name(std::string_view name) {
    if (name.empty() || name.size() > oplog::space_bytes_max) return false;
    auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (!letter_or_digit(name.front())) return false;
    return std::ranges::all_of(
        name, [&](char c) { return letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
}

FileKey file_of(const core::Thread& thread) {
    return {thread.space, thread.anchor.repository, thread.anchor.path};
}

/// True when the ops given are all there are of this entity, so that they need not be read back.
Result<bool> are_all_ops(Database& db, std::int64_t space, EntityId entity, std::size_t count) {
    auto stored =
        db.integer("SELECT count(*) FROM (SELECT 1 FROM ops WHERE entity = ?1 AND space = ?2 LIMIT ?3)",
                   entity, space, static_cast<std::int64_t>(count) + 1);
    if (!stored) return tl::unexpected(std::move(stored).error());
    return stored->value_or(0) == static_cast<std::int64_t>(count);
}

Result<void> write_row(Database& db, std::int64_t no, std::int64_t space, const core::Thread& thread) {
    return db.run(
        "UPDATE threads SET space = ?2, repository = ?3, path = ?4, state = ?5, opener = ?6, opened_at = ?7,"
        " updated_at = ?8, title = ?9, comment_count = ?10 WHERE no = ?1",
        no, space, thread.anchor.repository, thread.anchor.path, thread.state.state, thread.opener,
        thread.opened_at, thread.updated_at, thread.title, thread.comments.size());
}

/// What the row of a thread says besides its time and number of comments, to compare after folding on.
struct Before {
    FileKey file;
    OpId anchor_op;
    core::ThreadState state;
    std::string title;
    std::vector<core::Link> links;
};

Before before_of(const core::Thread& thread) {
    return {file_of(thread), thread.anchor_op, thread.state.state, thread.title, thread.links};
}

/// The usual reply touches neither the file, the state nor the title: their indexes stay as they are.
bool differs_in_time_and_count_only(const Before& before, const core::Thread& after) {
    return before.file == file_of(after) && before.state == after.state.state &&
           before.title == after.title && before.links == after.links && !after.decision;
}

Result<void> write_snapshot(Database& db, std::int64_t no, const core::Thread& thread) {
    return db
        .run(
            "INSERT INTO snapshots (no, bytes) VALUES (?1, ?2)"
            " ON CONFLICT (no) DO UPDATE SET bytes = excluded.bytes",
            no, Blob{pack_snapshot(thread)})
        .and_then([&] { return db.run("INSERT OR IGNORE INTO index_queue (thread) VALUES (?1)", no); });
}

}  // namespace

Result<std::int64_t> find_space(Database& db, const std::string& name) {
    auto no = db.integer("SELECT no FROM spaces WHERE name = ?1", name);
    if (!no) return tl::unexpected(std::move(no).error());
    if (!*no) return fail(Errc::not_found, "there is no space \"{}\" here", name);
    return **no;
}

Result<std::int64_t> ensure_space(Database& db, const std::string& name) {
    auto found = find_space(db, name);
    if (found || found.error().code != Errc::not_found) return found;
    if (!is_space_name(name))
        return fail(Errc::invalid_argument,
                    "\"{}\" is no name for a space: lower-case letters, digits, '.', '_' and '-', at most {}",
                    name, oplog::space_bytes_max);
    return db.run("INSERT INTO spaces (name) VALUES (?1)", name).map([&] { return db.last_insert_rowid(); });
}

Result<bool> insert_op(Database& db, std::int64_t space, const oplog::Op& op, std::string_view bytes,
                       Delivery delivery) {
    return db
        .run(
            "INSERT INTO ops (id, space, entity, kind, lamport, actor, state, bytes)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING",
            op.id, space, op.entity, op.kind, op.lamport, op.actor, delivery, Blob{bytes})
        .map([&] { return db.changes() > 0; });
}

Result<std::vector<oplog::Op>> ops_of(Database& db, std::int64_t space, EntityId entity) {
    std::vector<oplog::Op> ops;
    auto statement = db.prepare("SELECT bytes FROM ops WHERE entity = ?1 AND space = ?2");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(entity, space).each([&](Statement& row) {
        if (auto op = oplog::decode(row.blob(0))) ops.push_back(std::move(*op));
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return ops;
}

Result<std::optional<StoredThread>> load_thread(Database& db, ThreadId id) {
    StoredThread stored;
    {
        auto statement = db.prepare(
            "SELECT t.no, t.space, s.bytes FROM threads t LEFT JOIN snapshots s ON s.no = t.no WHERE t.id = "
            "?1");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto row = statement->bind(id).step();
        if (!row) return tl::unexpected(std::move(row).error());
        if (!*row) return std::nullopt;
        stored.no = statement->integer(0);
        stored.space = statement->integer(1);
        if (auto thread = unpack_snapshot(statement->blob(2))) {
            stored.thread = std::move(*thread);
            return stored;
        }
    }
    auto ops = ops_of(db, stored.space, id.as<EntityTag>());
    if (!ops) return tl::unexpected(std::move(ops).error());
    auto folded = core::fold_thread(id, *ops);
    if (!folded) return std::nullopt;
    stored.thread = std::move(*folded);
    return stored;
}

Result<void> write_thread(Database& db, std::int64_t no, std::int64_t space, const core::Thread& thread) {
    if (no != 0) {
        return write_row(db, no, space, thread)
            .and_then([&] { return write_snapshot(db, no, thread); })
            .and_then([&] { return write_decision_rows(db, no, thread); });
    }
    std::int64_t made = 0;
    return db
        .run(
            "INSERT INTO threads (id, tail, space, repository, path, state, opener, opened_at, updated_at,"
            " title, comment_count, role, governs)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            thread.id, id_tail(thread.id), space, thread.anchor.repository, thread.anchor.path,
            thread.state.state, thread.opener, thread.opened_at, thread.updated_at, thread.title,
            thread.comments.size(), core::role_of(thread), thread.governs)
        .and_then([&] {
            made = db.last_insert_rowid();
            return write_snapshot(db, made, thread);
        })
        .and_then([&]() -> Result<void> {
            if (!thread.decision && thread.links.empty()) return {};  // as most are: no rows to make
            return write_decision_rows(db, made, thread);
        });
}

Result<Derived> derive_thread(Database& db, std::int64_t space, ThreadId id,
                              std::optional<StoredThread> stored, std::span<const oplog::Op> ops) {
    const auto entity = id.as<EntityTag>();
    // Another space may name our thread in its ops; it has no say here.
    if (stored && stored->space != space) stored.reset();

    std::optional<core::Thread> thread;
    std::optional<Before> before;
    if (stored) {
        before = before_of(stored->thread);
        std::vector<const oplog::Op*> sorted;
        sorted.reserve(ops.size());
        for (const auto& op : ops)
            sorted.push_back(&op);
        std::ranges::sort(sorted, {}, [](const oplog::Op* op) { return oplog::order_key(*op); });
        thread = std::move(stored->thread);
        if (!std::ranges::all_of(sorted, [&](const oplog::Op* op) { return core::fold_next(*thread, *op); }))
            thread.reset();
    }
    if (!thread) {
        auto all = stored ? Result<bool>(false) : are_all_ops(db, space, entity, ops.size());
        if (!all) return tl::unexpected(std::move(all).error());
        if (*all) {
            thread = core::fold_thread(id, ops);
        } else {
            auto read = ops_of(db, space, entity);
            if (!read) return tl::unexpected(std::move(read).error());
            thread = core::fold_thread(id, *read);
        }
    }
    if (!thread) return Derived{};

    Derived derived;
    Result<void> written;
    if (before && differs_in_time_and_count_only(*before, *thread)) {
        written = db.run("UPDATE threads SET updated_at = ?2, comment_count = ?3 WHERE no = ?1", stored->no,
                         thread->updated_at, thread->comments.size())
                      .and_then([&] { return write_snapshot(db, stored->no, *thread); });
    } else {
        written = write_thread(db, stored ? stored->no : 0, space, *thread);
    }
    if (!written) return tl::unexpected(std::move(written).error());
    if (before && before->file != file_of(*thread)) derived.previous_file = std::move(before->file);
    if (before && before->anchor_op != thread->anchor_op)
        if (auto told = db.run("UPDATE whereabouts SET stale = 1 WHERE thread = ?1", id); !told)
            return tl::unexpected(std::move(told).error());
    derived.thread = std::move(thread);
    return derived;
}

Result<void> derive_profile(Database& db, std::int64_t space, ActorId actor) {
    auto ops = ops_of(db, space, actor.as<EntityTag>());
    if (!ops) return tl::unexpected(std::move(ops).error());
    auto profile = core::fold_profile(actor, *ops);
    if (!profile) return {};
    return db.run(
        "INSERT INTO profiles (space, actor, name, email) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (space, actor) DO UPDATE SET name = excluded.name, email = excluded.email",
        space, actor, profile->name, profile->email);
}

std::string id_tail(ThreadId id) {
    auto text = to_text(id);
    std::string tail(text.rbegin(), text.rbegin() + id_tail_length);
    return tail;
}

}  // namespace restante::store
