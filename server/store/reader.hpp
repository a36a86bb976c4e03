// The user's database, read: what editors and the command line ask for. A connection of its own, read-only,
// so that a reader never waits for a writer; it sees everything that was committed before the call.
//
// Owned by the daemon, used on one thread only (the loop); each call is one short read transaction, or part
// of the one that at_one_moment began. It writes nothing and keeps nothing in memory but SQLite's page cache.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fold.hpp"
#include "store/database.hpp"
#include "store/values.hpp"
#include "store/whereabouts.hpp"

namespace restante::store {

struct ListFilter {
    std::string space = {};
    std::optional<std::string> repository = {};
    std::optional<std::string> path_prefix = {};  // "src/": a folder's; needs `repository`
    /// Which files threads are in: those that they were followed to in this clone. Without it those that they
    /// were opened on.
    std::optional<std::int64_t> clone = {};
    std::optional<core::ThreadState> state = {};
    std::size_t limit = 50;  // at most list_limit_max
    std::string page = {};   // ThreadPage::next of the page before
};
inline constexpr std::size_t list_limit_max = 1'000;

/// A thread as a list shows it.
struct ThreadRow {
    ThreadId id;
    std::string space;
    std::string repository;
    std::string path;
    core::ThreadState state = core::ThreadState::open;
    ActorId opener;
    TimeMs opened_at = 0;
    TimeMs updated_at = 0;
    std::string title;
    std::int64_t comment_count = 0;
};

struct ThreadPage {
    std::vector<ThreadRow> threads;  // the one changed last comes first
    std::string next;                // empty: there are no more
};

enum class SearchOrder { best, newest };
enum class SearchIn { threads, threads_and_decisions };

struct SearchHit {
    ThreadId thread;    // or decision
    CommentId comment;  // the decision's own id: its texts
    std::string snippet;
    TimeMs at = 0;
};

struct SearchResult {
    std::vector<SearchHit> hits;
    bool more = false;           // there are matches beyond these
    std::int64_t unindexed = 0;  // threads whose latest comments are not searchable yet
};

/// A decision as a list shows it.
struct DecisionRow {
    ThreadId id;
    std::string title;
    core::DecisionStatus status = core::DecisionStatus::proposed;
    bool superseded = false;  // by an accepted one
    std::optional<std::uint64_t> number;
    std::string outcome;     // its first line, shortened
    std::string applies_to;  // globs, one a line
    std::string review_by;
    TimeMs proposed_at = 0;
    TimeMs updated_at = 0;
};

/// What refers to something.
struct LinkingRow {
    ThreadId source;
    core::LinkRel rel = core::LinkRel::relates;
    core::Role role = core::Role::conversation;
    std::string title;
    std::optional<core::DecisionStatus> status;  // when it is a decision
    std::optional<std::uint64_t> number;
};

struct SpaceCounts {
    std::string space;
    std::int64_t open = 0;
    std::int64_t resolved = 0;
};

struct Counts {
    std::vector<SpaceCounts> spaces;
    std::int64_t drafts = 0;
    std::int64_t unindexed = 0;
    std::int64_t newer_ops = 0;  // of an op format that this version cannot read
};

class Reader {
  public:
    /// After a Store of this version has opened the same path. Errors as Database::open's.
    [[nodiscard]] static Result<Reader> open(const std::string& path, const OpenOptions& options = {});

    /// For several calls whose answers go together. To be held within one function only: while it is, the
    /// store's log cannot be emptied.
    [[nodiscard]] ReadTransaction at_one_moment() { return ReadTransaction(db_); }

    /// Of a space, and of a second one when named; in no particular order.
    [[nodiscard]] Result<std::vector<core::Thread>> threads_of_file(
        const std::string& space, const std::string& repository, const std::string& path,
        const std::optional<std::string>& also = std::nullopt, core::Role role = core::Role::conversation);
    [[nodiscard]] Result<std::optional<core::Thread>> thread(ThreadId id);
    /// What the thread was about from its opening on, from the log; empty when there is no such thread.
    [[nodiscard]] Result<std::vector<core::AnchorChange>> anchors_of(ThreadId thread);
    /// What the request gave when it was done before; errors as Store::append_local's about requests.
    [[nodiscard]] Result<std::optional<Committed>> done_before(const Request& request);
    /// The threads and places whose id is `text` or ends with it; at most `limit`. invalid_argument for what
    /// cannot be the end of an id, or has fewer than four characters.
    [[nodiscard]] Result<std::vector<ThreadId>> find_threads(std::string_view text, std::size_t limit = 10) {
        return find_ids(text, limit, "role < 2");
    }
    /// The same for decisions.
    [[nodiscard]] Result<std::vector<ThreadId>> find_decisions(std::string_view text,
                                                               std::size_t limit = 10) {
        return find_ids(text, limit, "role = 2");
    }
    [[nodiscard]] Result<ThreadPage> list(const ListFilter& filter);
    /// Comments with all the words; of decisions, and their own texts, only when asked for. `best` ranks the
    /// newest candidates_max matches and no others, so that a word found everywhere costs no more than a rare
    /// one.
    [[nodiscard]] Result<SearchResult> search(std::string_view query, SearchOrder order, std::size_t limit,
                                              SearchIn in = SearchIn::threads);

    /// Those of a repository in a space, the newest first, after `after` (nil: from the newest).
    [[nodiscard]] Result<std::vector<DecisionRow>> decisions(const std::string& space,
                                                             const std::string& repository, std::size_t limit,
                                                             ThreadId after = {});
    /// Threads and decisions of that space with a link to this, in the order they were begun.
    [[nodiscard]] Result<std::vector<LinkingRow>> linking_to(const std::string& space,
                                                             const core::LinkTarget& target);
    /// The places that a decision governs, or governed, in the order they were made.
    [[nodiscard]] Result<std::vector<core::Thread>> places_of(const std::string& space, ThreadId decision);

    /// The clone with this root folder; nothing when it was never followed.
    [[nodiscard]] Result<std::optional<KnownClone>> clone(const std::string& root);
    [[nodiscard]] Result<WhereaboutsInFile> whereabouts_in(std::int64_t clone, const std::string& path);
    [[nodiscard]] Result<std::optional<Whereabouts>> whereabouts_of(std::int64_t clone, ThreadId thread);

    /// Ops of the thread that no hub has acknowledged yet.
    [[nodiscard]] Result<std::vector<OpId>> pending_ops(ThreadId thread);
    /// The first of a space's ops that wait for its hub, oldest first.
    [[nodiscard]] Result<std::vector<PendingOp>> pending(const std::string& space, std::size_t limit);
    /// As Store::outbox, for the usual case of a few ops.
    [[nodiscard]] Result<OutboxBatch> outbox(const std::string& space, std::uint64_t after,
                                             std::size_t max_ops, std::size_t max_bytes);
    /// Nothing when there are more than `each_max` of either.
    [[nodiscard]] Result<std::optional<OutboxCounts>> outbox_counts(const std::string& space,
                                                                    std::uint64_t each_max);
    [[nodiscard]] Result<std::vector<RejectedOp>> rejected(const std::string& space);
    /// Nothing when the actor has not said its name in this space.
    [[nodiscard]] Result<std::optional<std::string>> profile_name(const std::string& space, ActorId actor);
    [[nodiscard]] Result<std::vector<Draft>> drafts();
    [[nodiscard]] Result<std::optional<Draft>> draft(DraftId id);
    [[nodiscard]] Result<std::vector<Space>> spaces();
    [[nodiscard]] Result<Counts> counts();

  private:
    explicit Reader(Database db) : db_(std::move(db)) {}
    [[nodiscard]] Result<std::vector<ThreadId>> find_ids(std::string_view text, std::size_t limit,
                                                         std::string_view which);
    [[nodiscard]] Result<std::optional<std::int64_t>> space_number(const std::string& space);
    Database db_;
};

inline constexpr std::size_t candidates_max = 400;
inline constexpr std::size_t search_limit_max = 200;

}  // namespace restante::store
