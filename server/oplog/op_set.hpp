// The state of a replica in its simplest form: a set of ops in their total order, to which adding is
// idempotent and the order of adding does not matter. For tests and simulations and as the model of what
// store does on disk. PURE; one owner, one thread; unbounded.
#pragma once

#include <map>
#include <unordered_set>

#include "oplog/op.hpp"

namespace restante::oplog {

class OpSet {
  public:
    using Ops = std::map<OrderKey, Op>;

    /// False when an op with this id is there already; the set is then as it was.
    bool add(Op op) {
        if (!ids_.insert(op.id).second) return false;
        const auto key = order_key(op);
        ops_.emplace(key, std::move(op));
        return true;
    }

    [[nodiscard]] bool contains(const OpId& id) const { return ids_.contains(id); }
    [[nodiscard]] std::size_t size() const noexcept { return ops_.size(); }
    /// In the total order.
    [[nodiscard]] const Ops& ops() const noexcept { return ops_; }
    /// What the next op of this replica must carry at least: one more than the largest seen.
    [[nodiscard]] std::uint64_t next_lamport() const noexcept {
        return ops_.empty() ? 1 : ops_.rbegin()->first.lamport + 1;
    }

  private:
    Ops ops_;
    std::unordered_set<OpId> ids_;
};

}  // namespace restante::oplog
