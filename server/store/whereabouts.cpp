// Store and Reader: where threads are in each clone.
#include "store/whereabouts.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "store/derive.hpp"
#include "store/reader.hpp"
#include "store/snapshot.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

constexpr double millionths = 1e6;
constexpr const char* columns =
    "w.thread, w.anchor_op, w.stale, w.path, w.blob, w.state, w.confidence, w.reason, w.start_line,"
    " w.start_column, w.end_line, w.end_column, w.good_commit, w.broken_by, w.anchor_path";
constexpr int columns_count = 15;

Whereabouts read_row(const Statement& row) {
    const auto number = [&](int column) { return static_cast<std::uint32_t>(row.integer(column)); };
    Whereabouts out{.thread = row.id<ThreadId>(0),
                    .anchor_op = row.id<OpId>(1),
                    .stale = row.integer(2) != 0,
                    .path = std::string(row.text(3)),
                    .anchor_path = std::string(row.text(row.is_null(14) ? 3 : 14)),
                    .blob = std::string(row.text(4)),
                    .range = {{number(8), number(9)}, {number(10), number(11)}},
                    .state = static_cast<anchor::PlacementState>(row.integer(5)),
                    .confidence = static_cast<double>(row.integer(6)) / millionths,
                    .reason = std::string(row.text(7)),
                    .lost = {}};
    if (!row.is_null(12)) out.lost = {std::string(row.text(12)), std::string(row.text(13))};
    return out;
}

Result<void> put(Database& db, std::int64_t clone, const Whereabouts& at) {
    const std::optional<std::string_view> good =
        at.lost ? std::optional<std::string_view>(at.lost->good_commit) : std::nullopt;
    const std::optional<std::string_view> broken =
        at.lost ? std::optional<std::string_view>(at.lost->broken_by) : std::nullopt;
    const std::optional<std::string_view> opened_on =
        at.anchor_path == at.path ? std::nullopt : std::optional<std::string_view>(at.anchor_path);
    return db.run(
        "INSERT OR REPLACE INTO whereabouts (clone, thread, anchor_op, stale, path, anchor_path, blob, state,"
        " confidence, reason, start_line, start_column, end_line, end_column, good_commit, broken_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        clone, at.thread, at.anchor_op, at.stale, at.path, opened_on, at.blob, at.state,
        std::llround(at.confidence * millionths), at.reason, at.range.start.line, at.range.start.column,
        at.range.end.line, at.range.end.column, good, broken);
}

}  // namespace

Result<std::optional<KnownClone>> Reader::clone(const std::string& root) {
    auto statement = db_.prepare("SELECT no, head FROM clones WHERE root = ?1");
    if (!statement) return tl::unexpected(std::move(statement).error());
    return statement->bind(root).step().map([&](bool row) -> std::optional<KnownClone> {
        if (!row) return std::nullopt;
        return KnownClone{statement->integer(0), std::string(statement->text(1))};
    });
}

// Indexes are named because a table without statistics makes SQLite walk all rows of a clone by its primary
// key. A file's rows are walked by it, and are neighbours.
Result<WhereaboutsInFile> Reader::whereabouts_in(std::int64_t clone, const std::string& path) {
    static const auto sql = fmt::format(
        "SELECT {0}, s.bytes FROM whereabouts w"
        " LEFT JOIN threads t ON w.anchor_path IS NOT NULL AND t.id = w.thread LEFT JOIN snapshots s ON s.no "
        "= t.no"
        " WHERE w.clone = ?1 AND w.path = ?2"
        " UNION ALL SELECT {0}, NULL FROM whereabouts w INDEXED BY whereabouts_gone WHERE w.clone = ?1 AND "
        "w.anchor_path = ?2",
        columns);
    auto statement = db_.prepare(sql);
    if (!statement) return tl::unexpected(std::move(statement).error());
    WhereaboutsInFile out;
    auto walked = statement->bind(clone, path).each([&](Statement& row) {
        out.each.push_back(read_row(row));
        if (row.is_null(columns_count)) return;
        // Else the rebuild after an upgrade is not through: then the file's own threads will do.
        if (auto thread = unpack_snapshot(row.blob(columns_count))) out.come.push_back(std::move(*thread));
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return out;
}

Result<std::optional<Whereabouts>> Reader::whereabouts_of(std::int64_t clone, ThreadId thread) {
    static const auto sql = fmt::format(
        "SELECT {} FROM whereabouts w INDEXED BY whereabouts_by_thread WHERE w.clone = ?1 AND "
        "w.thread = ?2",
        columns);
    auto statement = db_.prepare(sql);
    if (!statement) return tl::unexpected(std::move(statement).error());
    return statement->bind(clone, thread).step().map([&](bool row) -> std::optional<Whereabouts> {
        if (!row) return std::nullopt;
        return read_row(*statement);
    });
}

Result<std::int64_t> Store::clone_is_at(const std::string& root, const std::string& head,
                                        const std::optional<std::vector<std::string>>& changed, bool onward) {
    auto transaction = Transaction::begin(db_, Durability::relaxed);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto done = db_.run(
        "INSERT INTO clones (root, head) VALUES (?1, ?2) ON CONFLICT (root) DO UPDATE SET head = "
        "excluded.head",
        root, head);
    if (!done) return tl::unexpected(std::move(done).error());
    auto no = db_.integer("SELECT no FROM clones WHERE root = ?1", root);
    if (!no) return tl::unexpected(std::move(no).error());
    if (changed) {
        for (const auto& path : *changed)
            for (const auto* sql : {"UPDATE whereabouts SET stale = 1"
                                    " WHERE clone = ?1 AND path = ?2",
                                    "UPDATE whereabouts INDEXED BY whereabouts_gone SET stale = 1"
                                    " WHERE clone = ?1 AND anchor_path = ?2"})
                if (done = db_.run(sql, **no, path); !done) return tl::unexpected(std::move(done).error());
        static_assert(static_cast<int>(anchor::PlacementState::edited) == 2);
        if (!onward)
            if (done = db_.run("UPDATE whereabouts SET stale = 1 WHERE clone = ?1 AND state >= 2", **no);
                !done)
                return tl::unexpected(std::move(done).error());
        // What was lost may be back: a revert, or the branch it was written on.
        static_assert(static_cast<int>(anchor::PlacementState::outdated) == 4);
        done = db_.run(
            "UPDATE whereabouts INDEXED BY whereabouts_lost SET stale = 1 WHERE clone = ?1 AND state >= 4",
            **no);
    } else {
        done = db_.run("UPDATE whereabouts SET stale = 1 WHERE clone = ?1", **no);
    }
    if (!done) return tl::unexpected(std::move(done).error());
    return transaction->commit().map([&] { return **no; });
}

Result<void> Store::put_whereabouts(std::int64_t clone, const std::string& head,
                                    std::span<const Whereabouts> rows, std::optional<FollowMark> mark) {
    auto transaction = Transaction::begin(db_, Durability::relaxed);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto there = db_.integer("SELECT no FROM clones WHERE no = ?1 AND head = ?2", clone, head);
    if (!there) return tl::unexpected(std::move(there).error());
    if (!*there) return {};  // the clone has gone on meanwhile: these answers are of a commit it is not at
    for (auto row : rows) {
        auto stored = load_thread(db_, row.thread);
        if (!stored) return tl::unexpected(std::move(stored).error());
        if (!*stored) continue;
        if ((*stored)->thread.anchor_op != row.anchor_op) row.stale = true;  // anchored anew meanwhile
        if (auto done = put(db_, clone, row); !done) return done;
    }
    if (mark) {
        auto done = db_.run("UPDATE clones SET followed_to = ?2 WHERE no = ?1", clone, mark->no);
        if (!done) return done;
    }
    return transaction->commit();
}

Result<Unfollowed> Store::unfollowed(std::int64_t clone, const std::string& repository, std::size_t max) {
    Unfollowed out;
    std::vector<ThreadId> ids;
    {
        auto statement = db_.prepare(
            "SELECT w.thread FROM whereabouts w INDEXED BY whereabouts_stale CROSS JOIN threads t ON t.id = "
            "w.thread"
            " WHERE w.clone = ?1 AND w.stale = 1 AND t.repository = ?2 LIMIT ?3");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked = statement->bind(clone, repository, max).each([&](Statement& row) {
            ids.push_back(row.id<ThreadId>(0));
        });
        if (!walked) return tl::unexpected(std::move(walked).error());
    }
    if (ids.empty()) {
        // Threads are numbered as they come. Looking for those without a row would be a walk over all of them
        // for every reply that somebody writes.
        auto statement = db_.prepare(
            "SELECT t.no, t.id, t.repository, t.role FROM threads t WHERE t.no > (SELECT followed_to FROM "
            "clones "
            "WHERE no = ?1)"
            " ORDER BY t.no");
        if (!statement) return tl::unexpected(std::move(statement).error());
        statement->bind(clone);
        while (ids.size() < max) {
            auto row = statement->step();
            if (!row) return tl::unexpected(std::move(row).error());
            if (!*row) break;
            out.mark = FollowMark{statement->integer(0)};
            const auto role = static_cast<core::Role>(statement->integer(3));
            if (role == core::Role::decision) continue;  // it is about no place
            if (statement->text(2) == repository) ids.push_back(statement->id<ThreadId>(1));
        }
    }
    for (const auto& id : ids) {
        auto stored = load_thread(db_, id);
        if (!stored) return tl::unexpected(std::move(stored).error());
        if (*stored) out.threads.push_back(std::move((*stored)->thread));
    }
    // By file, so that what is read for one thread serves for the next.
    std::sort(out.threads.begin(), out.threads.end(), [](const core::Thread& a, const core::Thread& b) {
        return std::tie(a.anchor.path, a.id) < std::tie(b.anchor.path, b.id);
    });
    return out;
}

}  // namespace restante::store
