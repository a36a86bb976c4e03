// The user's database, written: ops of one's own and of others, what waits for a hub, drafts, settings, and
// the rows derived from all that. The only writer; reading for editors is Reader's business
// (store/reader.hpp).
//
// Owned by the daemon, used on one thread only (the store's executor); every call is a few transactions at
// most, and durable when it returns. It knows no sockets and no hub: ops come in as bytes and go out as
// bytes. After an error nothing of that call is stored.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "core/make.hpp"
#include "store/database.hpp"
#include "store/values.hpp"
#include "store/whereabouts.hpp"

namespace restante::store {

/// Makes an op from a stamp and the thread as it is now (null for a new one): core::make_… with the rest
/// bound.
using MakeOp = std::function<Result<oplog::Op>(const core::Stamp&, const core::Thread*)>;

inline constexpr std::string_view no_thread_hint =
    "restante threads lists those that are here; restante sync fetches";
[[nodiscard]] Error no_such_thread(std::string_view id);

class Store {
  public:
    /// Opens, creates or migrates. Errors as Database::open's. Takes no time that grows with what is stored.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::string& path, Clock& clock,
                                                             IdSource& ids, const OpenOptions& options = {});

    // Who writes.
    [[nodiscard]] const Identity& identity() const noexcept { return identity_; }
    /// Taken into each space by the next op written there. invalid_argument for a name that core refuses.
    [[nodiscard]] Result<void> set_identity(const std::string& name, const std::string& email);
    /// The same for a name that nobody said and that was found on this machine.
    [[nodiscard]] Result<void> adopt_identity(const std::string& name, const std::string& email);

    // Ops.
    /// Stamps, makes, stores and folds one op, preceded by a profile op when the space lacks the current one;
    /// in the same transaction `sent_draft` goes, unless it has another text by now. `in`: the space; nothing
    /// for the one that `thread` is in. not_found when `thread` is no thread, or not one of that space; what
    /// `make` refuses is returned as it is; too_large for an op over oplog::op_bytes_max. With a `request`
    /// that was done before nothing is made, and what it gave is given again; invalid_argument when it was
    /// another one, or its key is out of bounds; already_exists when another text of its draft was sent.
    [[nodiscard]] Result<Committed> append_local(const std::optional<std::string>& in,
                                                 std::optional<ThreadId> thread, const MakeOp& make,
                                                 const std::optional<SentDraft>& sent_draft = {},
                                                 const std::optional<Request>& request = {});
    /// Ops that a hub gave, canonical bytes each, one transaction for all of them and for the cursor behind
    /// them. A bad op is refused alone; one that is there already counts as acknowledged. Callers keep
    /// batches to some thousands.
    [[nodiscard]] Result<Ingested> ingest(const std::string& space, std::span<const std::string_view> ops,
                                          std::optional<std::string> cursor);

    // Spaces and the outbox.
    [[nodiscard]] Result<std::vector<Space>> spaces();
    /// Makes the space when there is none. Another hub than before: forget_acks as well.
    [[nodiscard]] Result<void> set_hub(const std::string& space, const std::optional<std::string>& hub);
    [[nodiscard]] Result<std::optional<std::string>> cursor(const std::string& space);
    /// Oldest first, from the first whose position is greater than `after` (0: from the oldest); at least one
    /// when there is any, then until either bound is met.
    [[nodiscard]] Result<OutboxBatch> outbox(const std::string& space, std::uint64_t after,
                                             std::size_t max_ops, std::size_t max_bytes);
    [[nodiscard]] Result<OutboxCounts> outbox_counts(const std::string& space);
    [[nodiscard]] Result<void> mark_acked(std::span<const OpId> ops);
    [[nodiscard]] Result<void> mark_rejected(OpId op, Errc code, const std::string& reason);
    /// Back into the outbox. not_found when it is not a rejected op.
    [[nodiscard]] Result<void> retry_rejected(OpId op);
    /// The hub starts anew (another epoch): all its acknowledgements and refusals and the cursor are
    /// forgotten, so that it is given back what it lacks, and judges anew.
    [[nodiscard]] Result<void> forget_acks(const std::string& space);

    // Drafts.
    /// Saves the text. `base_revision` is the revision it was typed on (0: none): when that is not the
    /// current one, the text becomes a draft of its own, and the other stays.
    [[nodiscard]] Result<SavedDraft> put_draft(Draft draft, std::int64_t base_revision);
    [[nodiscard]] Result<std::vector<Draft>> drafts();
    [[nodiscard]] Result<std::optional<Draft>> draft(DraftId id);
    /// Removing what is gone is fine.
    [[nodiscard]] Result<void> remove_draft(DraftId id);

    // Where threads are in each clone (store/whereabouts.hpp). Remembered only: committed without waiting for
    // the disk.
    /// The clone is at this commit now. `changed`: the paths by which it differs from the one before; rows of
    /// other files stay true. Without it all are stale. `onward`: the one before is in its history, and so
    /// are the commits that reasons name. Gives the clone's number.
    [[nodiscard]] Result<std::int64_t> clone_is_at(const std::string& root, const std::string& head,
                                                   const std::optional<std::vector<std::string>>& changed,
                                                   bool onward = true);
    /// Does nothing when the clone is no longer at that commit. Answers about an anchor that a thread no
    /// longer has are stale. `mark` is what unfollowed() gave with the last of these threads.
    [[nodiscard]] Result<void> put_whereabouts(std::int64_t clone, const std::string& head,
                                               std::span<const Whereabouts> rows,
                                               std::optional<FollowMark> mark = {});
    /// Some threads of which the whereabouts are stale or not known, at most `max`; none when there are no
    /// more. Cheap then, however many threads there are.
    [[nodiscard]] Result<Unfollowed> unfollowed(std::int64_t clone, const std::string& repository,
                                                std::size_t max);

    // Settings: small texts by name, for whoever needs to remember one.
    [[nodiscard]] Result<std::optional<std::string>> setting(const std::string& key);
    [[nodiscard]] Result<void> set_setting(const std::string& key, const std::string& value);

    // Work for idle moments, in slices.
    /// Brings at most about `max_comments` comments into the full-text index. Gives the number of threads
    /// that still wait. Also gives back the memory that large batches of ops were taken in with: whoever
    /// calls this expects no more of them at once.
    [[nodiscard]] Result<std::int64_t> index_some(std::size_t max_comments);
    /// True after an upgrade that derives rows differently, until rebuild_some is through.
    [[nodiscard]] bool needs_rebuild() const noexcept { return needs_rebuild_; }
    /// Derives the rows of at most `max_entities` entities again. Until then they are what they were.
    [[nodiscard]] Result<Progress> rebuild_some(std::size_t max_entities);
    [[nodiscard]] Result<void> empty_log() { return db_.empty_log(); }
    void make_room_in_log() noexcept { db_.make_room_in_log(); }

    /// For `doctor`: what is wrong, nothing when all is well. Reads the whole file, and folds a sample of
    /// threads again.
    [[nodiscard]] Result<std::vector<std::string>> integrity();

    /// For tests and tools of this folder.
    [[nodiscard]] Database& database() noexcept { return db_; }

  private:
    Store(Database db, OpenOptions options, Clock& clock, IdSource& ids)
        : db_(std::move(db)), options_(std::move(options)), clock_(clock), ids_(ids) {}
    [[nodiscard]] Result<void> load_identity();
    [[nodiscard]] Result<void> write_identity(const std::string& name, const std::string& email, bool said);
    [[nodiscard]] Result<void> check_versions();
    [[nodiscard]] Result<void> append_profile(core::Stamp& stamp, std::int64_t space);
    [[nodiscard]] Result<Ingested> ingest_in_transaction(const std::string& space,
                                                         std::span<const std::string_view> ops);
    [[nodiscard]] Result<void> reread_newer_ops(std::size_t max);
    void expect_large_batches();
    void expect_small_batches();

    /// The clock of a space: the largest lamport seen, and how far it may go before its row has to say so.
    struct Lamport {
        std::uint64_t last = 0;
        std::uint64_t written = 0;
    };

    [[nodiscard]] Result<Lamport> lamport_of(std::int64_t space);
    /// Inside a transaction: after it, `lamport.last` is never given again.
    [[nodiscard]] Result<void> reserve(std::int64_t space, Lamport& lamport);

    Database db_;
    OpenOptions options_;
    Clock& clock_;
    IdSource& ids_;
    Identity identity_;
    std::unordered_map<std::int64_t, Lamport> lamports_;  // by space
    bool needs_rebuild_ = false;
    bool large_batches_ = false;
};

}  // namespace restante::store
