// Ops in, thread out. PURE and total: the same set of ops gives the same bytes (core/thread_codec.hpp) on
// every replica, whatever the order of arrival, duplication or partition. An op that is unknown, malformed,
// not authorized or out of place folds to nothing, and stays in the log.
#pragma once

#include <optional>
#include <span>

#include "core/thread.hpp"

namespace restante::core {

/// Folds all ops of one entity. They need not be sorted; duplicates (by id) count once. Nothing when no valid
/// op that begins this entity (thread.open, decision.propose, decision.govern) is among them.
[[nodiscard]] std::optional<Thread> fold_thread(ThreadId id, std::span<const oplog::Op> ops);

/// Applies one more op to a folded thread, when that gives the same as folding everything again: the op comes
/// after `thread.last` in the total order. False (and the thread as it was) otherwise: fold again.
[[nodiscard]] bool fold_next(Thread& thread, const oplog::Op& op);

/// What a thread was about from then on.
struct AnchorChange {
    OpId op;
    ActorId by;
    TimeMs at = 0;
    anchor::Anchor anchor;
    friend bool operator==(const AnchorChange&, const AnchorChange&) = default;
};
/// In order: the opening, then each thread.reanchor; the last one is the thread's anchor. Empty when
/// fold_thread gives nothing.
[[nodiscard]] std::vector<AnchorChange> anchor_history(ThreadId id, std::span<const oplog::Op> ops);
/// What undoing the last change leads back to: the newest earlier anchor that is another one than the
/// current. Undone again, it is where it was. Nothing when there is none.
[[nodiscard]] const AnchorChange* before_last(std::span<const AnchorChange> history);

/// What an actor says of itself in a space (kind actor.profile; entity = the actor). Last writer in order
/// wins.
struct Profile {
    ActorId actor;
    std::string name;
    std::string email;  // empty when not given
    oplog::OrderKey last;
    friend bool operator==(const Profile&, const Profile&) = default;
};
[[nodiscard]] std::optional<Profile> fold_profile(ActorId id, std::span<const oplog::Op> ops);

}  // namespace restante::core
