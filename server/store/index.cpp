// Store::index_some: the full-text index follows the threads, behind the commits that changed them.
//
// FTS5 takes rows quickly only in ascending order of their numbers (a smaller one makes it write out what it
// has gathered), so a slice gathers its changes and sorts them. A contentless index forgets a row only when
// told its text again: table `comments` holds it.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "store/derive.hpp"
#include "store/snapshot.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

struct Indexed {
    std::int64_t no = 0;
    std::string text;
};

/// One row of the index, as it was and as it shall be; either may be missing.
struct Change {
    std::int64_t no = 0;
    std::int64_t thread = 0;
    CommentId id;
    std::optional<std::string> before;
    std::optional<std::string> after;
};

/// A piece of a thread that is found by itself.
struct Piece {
    CommentId id;
    std::string text;
};

/// A conversation's comments, the first one with the title. A decision's own texts are a piece, by its own
/// id.
std::vector<Piece> pieces_of(const core::Thread& thread) {
    std::vector<Piece> pieces;
    if (thread.decision) {
        pieces.push_back({thread.id.as<CommentTag>(), thread.title});
        for (const auto& text : thread.decision->texts)
            if (!text.text.empty()) pieces.back().text += "\n" + text.text;
        for (const auto& position : thread.decision->positions)
            if (!position.text.empty()) pieces.back().text += "\n" + position.text;
    }
    for (const auto& comment : thread.comments)
        pieces.push_back({comment.id, comment.text});
    if (!thread.decision && !pieces.empty() && !thread.title.empty())
        pieces[0].text = thread.title + "\n" + pieces[0].text;
    return pieces;
}

/// The id's milliseconds, then 17 bits that tell comments of one millisecond apart. Each further attempt
/// looks in a range twice as wide, so that many comments of one moment (an import, a clock that was set back)
/// stay cheap.
std::int64_t number_for(CommentId id, unsigned attempt) {
    const auto ms = time_ms(id) & ((std::int64_t{1} << 45) - 1);
    std::uint64_t mixed = std::hash<CommentId>{}(id) + (attempt + 1) * 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;  // splitmix64
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    const auto range = std::uint64_t{1} << std::min(17U + attempt, 40U);
    return (ms << 17) + static_cast<std::int64_t>((mixed ^ (mixed >> 31U)) & (range - 1));
}

Result<std::int64_t> free_number(Database& db, CommentId id, std::unordered_set<std::int64_t>& taken) {
    for (unsigned attempt = 0;; ++attempt) {
        const auto no = number_for(id, attempt);
        if (no == 0 || taken.contains(no)) continue;
        auto used = db.integer("SELECT 1 FROM comments WHERE no = ?1", no);
        if (!used) return tl::unexpected(std::move(used).error());
        if (*used) continue;
        taken.insert(no);
        return no;
    }
}

Result<std::optional<core::Thread>> thread_by_number(Database& db, std::int64_t no) {
    auto statement = db.prepare(
        "SELECT t.id, s.bytes FROM threads t LEFT JOIN snapshots s ON s.no = t.no WHERE t.no = ?1");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto row = statement->bind(no).step();
    if (!row) return tl::unexpected(std::move(row).error());
    if (!*row) return std::nullopt;
    if (auto thread = unpack_snapshot(statement->blob(1))) return std::move(*thread);
    auto stored = load_thread(db, statement->id<ThreadId>(0));
    if (!stored) return tl::unexpected(std::move(stored).error());
    if (!*stored) return std::nullopt;
    return std::move((*stored)->thread);
}

Result<void> gather(Database& db, std::int64_t no, std::vector<Change>& changes,
                    std::unordered_set<std::int64_t>& taken) {
    auto thread = thread_by_number(db, no);
    if (!thread) return tl::unexpected(std::move(thread).error());
    std::unordered_map<CommentId, Indexed> indexed;
    {
        auto statement = db.prepare("SELECT id, no, text FROM comments WHERE thread = ?1");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked = statement->bind(no).each([&](Statement& row) {
            indexed.emplace(row.id<CommentId>(0), Indexed{row.integer(1), std::string(row.text(2))});
        });
        if (!walked) return walked;
    }
    for (auto& [id, text] : *thread ? pieces_of(**thread) : std::vector<Piece>()) {
        auto found = indexed.find(id);
        if (found == indexed.end()) {
            if (text.empty()) continue;
            auto number = free_number(db, id, taken);
            if (!number) return tl::unexpected(std::move(number).error());
            changes.push_back({*number, no, id, std::nullopt, std::move(text)});
            continue;
        }
        if (found->second.text != text) {
            Change change{found->second.no, no, id, std::move(found->second.text), std::nullopt};
            if (!text.empty()) change.after = std::move(text);
            changes.push_back(std::move(change));
        }
        indexed.erase(found);
    }
    for (auto& [id, gone] : indexed)
        changes.push_back({gone.no, no, id, std::move(gone.text), std::nullopt});
    return {};
}

Result<void> apply(Database& db, const Change& change) {
    Result<void> done;
    if (change.before)
        done = db.run("INSERT INTO comment_words (comment_words, rowid, text) VALUES ('delete', ?1, ?2)",
                      change.no, *change.before);
    if (done && change.after)
        done = db.run("INSERT INTO comment_words (rowid, text) VALUES (?1, ?2)", change.no, *change.after)
                   .and_then([&] {
                       return db.run(
                           "INSERT INTO comments (no, thread, id, text) VALUES (?1, ?2, ?3, ?4)"
                           " ON CONFLICT (no) DO UPDATE SET text = excluded.text",
                           change.no, change.thread, change.id, *change.after);
                   });
    else if (done)
        done = db.run("DELETE FROM comments WHERE no = ?1", change.no);
    return done;
}

}  // namespace

Result<std::int64_t> Store::index_some(std::size_t max_comments) {
    expect_small_batches();
    auto waiting = db_.integer("SELECT count(*) FROM index_queue");
    if (!waiting) return tl::unexpected(std::move(waiting).error());
    if (waiting->value_or(0) == 0) return 0;

    // What is derived need not be durable at once: the queue is rolled back with it.
    auto transaction = Transaction::begin(db_, Durability::relaxed);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    std::vector<Change> changes;
    std::unordered_set<std::int64_t> taken;
    std::vector<std::int64_t> threads;
    {
        auto statement = db_.prepare("SELECT thread FROM index_queue ORDER BY thread LIMIT ?1");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked =
            statement->bind(max_comments).each([&](Statement& row) { threads.push_back(row.integer(0)); });
        if (!walked) return tl::unexpected(std::move(walked).error());
    }
    std::size_t done_threads = 0;
    for (; done_threads < threads.size() && changes.size() < max_comments; ++done_threads)
        if (auto done = gather(db_, threads[done_threads], changes, taken); !done)
            return tl::unexpected(std::move(done).error());
    std::ranges::sort(changes, {}, &Change::no);
    for (const auto& change : changes)
        if (auto done = apply(db_, change); !done) return tl::unexpected(std::move(done).error());
    for (std::size_t i = 0; i < done_threads; ++i)
        if (auto done = db_.run("DELETE FROM index_queue WHERE thread = ?1", threads[i]); !done)
            return tl::unexpected(std::move(done).error());
    return transaction->commit().map(
        [&] { return waiting->value_or(0) - static_cast<std::int64_t>(done_threads); });
}

}  // namespace restante::store
