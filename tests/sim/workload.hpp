// What people do in a simulation: ops of every kind, made from what their own replica shows them. PURE but
// for the chance that is handed in.
#pragma once

#include <optional>

#include "oplog/op_set.hpp"
#include "timeline.hpp"

namespace restante::sim {

/// The next op of this actor; nothing when what was tried is not possible there (no thread yet, say).
[[nodiscard]] std::optional<oplog::Op> next_op(const oplog::OpSet& seen, ActorId actor, TimeMs now,
                                               Chance& chance);

/// All ops of one entity, in order.
[[nodiscard]] std::vector<oplog::Op> ops_of(const oplog::OpSet& ops, const EntityId& entity);

}  // namespace restante::sim
