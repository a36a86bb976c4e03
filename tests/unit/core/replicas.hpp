// What any replica must hold, whatever the way the ops came: the folds of one set are the same bytes.
#pragma once

#include <random>
#include <set>

#include "core/thread_codec.hpp"
#include "unit/core/desk.hpp"

namespace restante::tests {

/// A replica that gets ops one by one: it applies what it can on top, and folds again for the rest.
class Replica {
  public:
    explicit Replica(ThreadId id) : id_(id) {}

    void receive(const oplog::Op& op) {
        if (!seen_.insert(op.id).second) return;
        ops_.push_back(op);
        if (!thread_ || !core::fold_next(*thread_, op)) thread_ = core::fold_thread(id_, ops_);
    }
    [[nodiscard]] const std::optional<core::Thread>& thread() const { return thread_; }
    [[nodiscard]] const std::vector<oplog::Op>& ops() const { return ops_; }
    [[nodiscard]] bool has(const OpId& id) const { return seen_.contains(id); }

  private:
    ThreadId id_;
    std::vector<oplog::Op> ops_;
    std::set<OpId> seen_;
    std::optional<core::Thread> thread_;
};

inline std::string folded(ThreadId id, std::span<const oplog::Op> ops) {
    const auto thread = core::fold_thread(id, ops);
    return thread ? core::encode_thread(*thread) : std::string();
}

/// The bytes of a replica after each op in this order of arrival.
inline std::string received(ThreadId id, std::span<const oplog::Op> ops) {
    Replica replica(id);
    for (const auto& op : ops)
        replica.receive(op);
    return replica.thread() ? core::encode_thread(*replica.thread()) : std::string();
}

}  // namespace restante::tests
