// Ops in, thread out. PURE and total: the same set of ops gives the same bytes (core/thread_codec.hpp) on
// every replica, whatever the order of arrival, duplication or partition. An op that is unknown, malformed,
// not authorized or out of place folds to nothing, and stays in the log.
#pragma once

#include <optional>
#include <span>

#include "core/thread.hpp"

namespace restante::core {

/// Folds all ops of one entity. They need not be sorted; duplicates (by id) count once. Nothing when no valid
/// thread.open for this entity is among them.
[[nodiscard]] std::optional<Thread> fold_thread(ThreadId id, std::span<const oplog::Op> ops);

/// Applies one more op to a folded thread, when that gives the same as folding everything again: the op comes
/// after `thread.last` in the total order. False (and the thread as it was) otherwise: fold again.
[[nodiscard]] bool fold_next(Thread& thread, const oplog::Op& op);

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
