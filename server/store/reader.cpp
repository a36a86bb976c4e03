#include "store/reader.hpp"

#include <algorithm>

#include "store/derive.hpp"
#include "store/draft_rows.hpp"
#include "store/migrations.hpp"
#include "store/requests.hpp"
#include "store/snapshot.hpp"
#include "store/space_rows.hpp"

namespace restante::store {

Result<Reader> Reader::open(const std::string& path, const OpenOptions& options) {
    auto read_only = options;
    read_only.mode = OpenMode::read_only;
    return Database::open(path, store_schema(), read_only).map([](Database db) {
        return Reader(std::move(db));
    });
}

Result<std::vector<core::Thread>> Reader::threads_of_file(const std::string& space,
                                                          const std::string& repository,
                                                          const std::string& path,
                                                          const std::optional<std::string>& also,
                                                          core::Role role) {
    std::vector<core::Thread> threads;
    std::vector<std::int64_t> unreadable;
    {
        // Nothing of the threads' own rows is asked for: the index leads to the snapshots by itself.
        auto statement = db_.prepare(
            "SELECT s.no, s.bytes FROM spaces p CROSS JOIN threads t INDEXED BY threads_by_file"
            " ON t.space = p.no AND t.repository = ?2 AND t.path = ?3 AND t.role = ?5 CROSS JOIN snapshots s "
            "ON s.no = t.no"
            " WHERE p.name IN (?1, ?4)");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked = statement->bind(space, repository, path, also, role).each([&](Statement& row) {
            auto thread = unpack_snapshot(row.blob(1));
            if (thread)
                threads.push_back(std::move(*thread));
            else
                unreadable.push_back(row.integer(0));
        });
        if (!walked) return tl::unexpected(std::move(walked).error());
    }
    // Only between an upgrade and the end of its rebuild.
    for (const auto no : unreadable) {
        auto id = db_.prepare("SELECT id FROM threads WHERE no = ?1");
        if (!id) return tl::unexpected(std::move(id).error());
        auto found = id->bind(no).step();
        if (!found) return tl::unexpected(std::move(found).error());
        if (!*found) continue;
        auto stored = load_thread(db_, id->id<ThreadId>(0));
        if (!stored) return tl::unexpected(std::move(stored).error());
        if (*stored) threads.push_back(std::move((*stored)->thread));
    }
    return threads;
}

Result<std::optional<core::Thread>> Reader::thread(ThreadId id) {
    return load_thread(db_, id).map([](std::optional<StoredThread> stored) -> std::optional<core::Thread> {
        if (!stored) return std::nullopt;
        return std::move(stored->thread);
    });
}

Result<std::vector<core::AnchorChange>> Reader::anchors_of(ThreadId thread) {
    auto stored = load_thread(db_, thread);
    if (!stored) return tl::unexpected(std::move(stored).error());
    if (!*stored) return std::vector<core::AnchorChange>();
    return ops_of(db_, (*stored)->space, thread.as<EntityTag>()).map([&](const std::vector<oplog::Op>& ops) {
        return core::anchor_history(thread, ops);
    });
}

Result<std::optional<Committed>> Reader::done_before(const Request& request) {
    return find_done(db_, request);
}

Result<std::vector<ThreadId>> Reader::find_ids(std::string_view text, std::size_t limit,
                                               std::string_view which) {
    constexpr std::size_t shortest = 4;
    constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
    const bool possible = text.size() >= shortest && text.size() <= 26 &&
                          text.find_first_not_of(digits) == std::string_view::npos;
    if (!possible)
        return fail(Errc::invalid_argument, "\"{}\" is no id, nor the end of one ({} characters at least)",
                    text, shortest);
    std::string from(text.rbegin(),
                     text.rbegin() + static_cast<std::ptrdiff_t>(std::min(text.size(), id_tail_length)));
    std::string to = from + '~';  // after every digit
    std::vector<ThreadId> found;
    auto statement = db_.prepare(
        fmt::format("SELECT id FROM threads WHERE tail >= ?1 AND tail < ?2 AND {} ORDER BY tail", which));
    if (!statement) return tl::unexpected(std::move(statement).error());
    statement->bind(from, to);
    while (found.size() < limit) {
        auto row = statement->step();
        if (!row) return tl::unexpected(std::move(row).error());
        if (!*row) break;
        auto id = statement->id<ThreadId>(0);
        if (to_text(id).ends_with(text)) found.push_back(id);
    }
    return found;
}

Result<std::vector<OpId>> Reader::pending_ops(ThreadId thread) {
    // Mostly few ops wait, or none, while a thread has many: each one of either costs a page.
    constexpr std::int64_t few = 32;
    constexpr auto count_waiting =
        "SELECT count(*) FROM (SELECT 1 FROM ops INDEXED BY ops_pending"
        " WHERE space = (SELECT space FROM threads WHERE id = ?1) AND state = 0 LIMIT ?2)";
    constexpr auto from_those_that_wait =
        "SELECT id FROM ops INDEXED BY ops_pending"
        " WHERE space = (SELECT space FROM threads WHERE id = ?1) AND state = 0 AND entity = ?1 ORDER BY seq";
    constexpr auto from_the_thread =
        "SELECT id FROM ops INDEXED BY ops_by_entity WHERE entity = ?1 AND state = 0 ORDER BY seq";
    static_assert(static_cast<int>(Delivery::pending) == 0);

    std::vector<OpId> ops;
    auto waiting = db_.integer(count_waiting, thread, few + 1);
    if (!waiting) return tl::unexpected(std::move(waiting).error());
    if (waiting->value_or(0) == 0) return ops;
    auto statement = db_.prepare(waiting->value_or(0) <= few ? from_those_that_wait : from_the_thread);
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(thread).each([&](Statement& row) { ops.push_back(row.id<OpId>(0)); });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return ops;
}

Result<std::vector<PendingOp>> Reader::pending(const std::string& space, std::size_t limit) {
    std::vector<PendingOp> ops;
    auto statement = db_.prepare(
        "SELECT o.id, o.bytes FROM spaces p CROSS JOIN ops o INDEXED BY ops_pending"
        " ON o.space = p.no AND o.state = 0 WHERE p.name = ?1 ORDER BY o.seq LIMIT ?2");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(space, limit).each([&](Statement& row) {
        ops.push_back({row.id<OpId>(0), std::string(row.blob(1))});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return ops;
}

Result<OutboxBatch> Reader::outbox(const std::string& space, std::uint64_t after, std::size_t max_ops,
                                   std::size_t max_bytes) {
    return read_outbox(db_, space, after, max_ops, max_bytes);
}

Result<std::optional<OutboxCounts>> Reader::outbox_counts(const std::string& space, std::uint64_t each_max) {
    return count_outbox(db_, space, static_cast<std::int64_t>(each_max) + 1)
        .map([&](const OutboxCounts& counts) -> std::optional<OutboxCounts> {
            if (counts.pending > each_max || counts.rejected > each_max) return std::nullopt;
            return counts;
        });
}

Result<std::vector<RejectedOp>> Reader::rejected(const std::string& space) {
    std::vector<RejectedOp> ops;
    auto statement = db_.prepare(
        "SELECT o.id, o.bytes, r.code, r.reason FROM spaces p CROSS JOIN ops o INDEXED BY ops_rejected"
        " ON o.space = p.no AND o.state = 2 CROSS JOIN rejections r ON r.seq = o.seq WHERE p.name = ?1"
        " ORDER BY o.seq");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(space).each([&](Statement& row) {
        ops.push_back({row.id<OpId>(0), std::string(row.blob(1)), errc_from_string(row.text(2)),
                       std::string(row.text(3))});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return ops;
}

Result<std::optional<std::string>> Reader::profile_name(const std::string& space, ActorId actor) {
    auto statement = db_.prepare(
        "SELECT f.name FROM spaces p JOIN profiles f ON f.space = p.no WHERE p.name = ?1 AND f.actor = ?2");
    if (!statement) return tl::unexpected(std::move(statement).error());
    return statement->bind(space, actor).step().map([&](bool row) -> std::optional<std::string> {
        if (!row) return std::nullopt;
        return std::string(statement->text(0));
    });
}

Result<std::vector<Draft>> Reader::drafts() {
    return read_drafts(db_);
}
Result<std::optional<Draft>> Reader::draft(DraftId id) {
    return read_draft(db_, id);
}
Result<std::vector<Space>> Reader::spaces() {
    return read_spaces(db_);
}

Result<Counts> Reader::counts() {
    Counts counts;
    auto statement = db_.prepare("SELECT name, open, threads - open FROM spaces ORDER BY name");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->each([&](Statement& row) {
        counts.spaces.push_back({std::string(row.text(0)), row.integer(1), row.integer(2)});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    auto rest = db_.prepare(
        "SELECT (SELECT count(*) FROM drafts), (SELECT count(*) FROM index_queue),"
        " (SELECT count(*) FROM newer_ops)");
    if (!rest) return tl::unexpected(std::move(rest).error());
    auto row = rest->step();
    if (!row) return tl::unexpected(std::move(row).error());
    counts.drafts = rest->integer(0);
    counts.unindexed = rest->integer(1);
    counts.newer_ops = rest->integer(2);
    return counts;
}

}  // namespace restante::store
