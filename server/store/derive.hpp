// Ops to rows: how threads, profiles and the queue of the full-text index follow from the log. Private to
// this folder; runs inside the transaction of whoever calls, on the store's thread. Knows nothing of where
// ops come from.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "store/database.hpp"
#include "store/values.hpp"

namespace restante::store {

/// Where an op stands towards the hub: ops.state.
enum class Delivery { pending = 0, acknowledged = 1, rejected = 2 };

inline constexpr std::string_view profile_kind = "actor.profile";

/// The row number of a space, made when there is none. invalid_argument for what is no space's name.
[[nodiscard]] Result<std::int64_t> ensure_space(Database& db, const std::string& name);
/// not_found when there is none.
[[nodiscard]] Result<std::int64_t> find_space(Database& db, const std::string& name);

/// False when an op with this id is there already; `bytes` is its canonical text.
[[nodiscard]] Result<bool> insert_op(Database& db, std::int64_t space, const oplog::Op& op,
                                     std::string_view bytes, Delivery delivery);

/// All ops of an entity in a space; those that cannot be read are left out.
[[nodiscard]] Result<std::vector<oplog::Op>> ops_of(Database& db, std::int64_t space, EntityId entity);

/// A thread as stored, and where it is stored.
struct StoredThread {
    std::int64_t no = 0;
    std::int64_t space = 0;
    core::Thread thread;
};

/// Nothing when there is no such thread. A snapshot that this version cannot read is folded again from the
/// ops.
[[nodiscard]] Result<std::optional<StoredThread>> load_thread(Database& db, ThreadId id);

/// What changed about a thread.
struct Derived {
    std::optional<core::Thread> thread;    // none: its ops make no thread (yet)
    std::optional<FileKey> previous_file;  // where it was, when that is another file now
};

/// The ops (not empty, all of this space and entity, already inserted) are folded into the entity's thread,
/// and its rows follow. `stored` is what load_thread gave before.
[[nodiscard]] Result<Derived> derive_thread(Database& db, std::int64_t space, ThreadId id,
                                            std::optional<StoredThread> stored,
                                            std::span<const oplog::Op> ops);

/// The rows of a thread become those of `thread`; `no` is 0 for a new one.
[[nodiscard]] Result<void> write_thread(Database& db, std::int64_t no, std::int64_t space,
                                        const core::Thread& thread);

/// The profile of an actor in a space follows from all its profile ops.
[[nodiscard]] Result<void> derive_profile(Database& db, std::int64_t space, ActorId actor);

/// The last characters of the id's text, reversed: a short id is a prefix of it.
[[nodiscard]] std::string id_tail(ThreadId id);
inline constexpr std::size_t id_tail_length = 12;

}  // namespace restante::store
