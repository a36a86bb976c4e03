#include "core/fold.hpp"

#include <algorithm>

#include "core/ops/actor_profile.hpp"
#include "core/ops/kind.hpp"

namespace restante::core {
namespace {

using oplog::Op;
using oplog::order_key;

/// The ops of this entity, each once, in the total order. Two ops with one id are not made by anybody honest
/// and kept by no store; should they come, the least wins, so that arrival still does not matter.
std::vector<const Op*> in_order(EntityId entity, std::span<const Op> ops) {
    std::vector<const Op*> out;
    out.reserve(ops.size());
    for (const auto& op : ops)
        if (op.entity == entity) out.push_back(&op);
    const auto least_first = [](const Op* a, const Op* b) {
        if (a->id != b->id) return a->id < b->id;
        const auto rest = [](const Op& op) {
            return std::tie(op.lamport, op.actor, op.kind, op.body, op.space, op.device, op.at, op.parents);
        };
        return rest(*a) < rest(*b);
    };
    std::sort(out.begin(), out.end(), least_first);
    const auto same_id = [](const Op* a, const Op* b) { return a->id == b->id; };
    out.erase(std::unique(out.begin(), out.end(), same_id), out.end());
    std::sort(out.begin(), out.end(), [](const Op* a, const Op* b) { return order_key(*a) < order_key(*b); });
    return out;
}

/// What every op of the thread counts for, whether it has an effect or not: a newer version may see one.
void note(Thread& thread, const Op& op) {
    auto& heads = thread.heads;
    for (const auto& parent : op.parents) {
        const auto at = std::lower_bound(heads.begin(), heads.end(), parent);
        if (at != heads.end() && *at == parent) heads.erase(at);
    }
    heads.insert(std::lower_bound(heads.begin(), heads.end(), op.id), op.id);
    thread.last = std::max(thread.last, order_key(op));
    ++thread.op_count;
}

void apply(Thread& thread, const Op& op) {
    const auto* kind = ops::find_kind(op.kind);
    if (kind && kind->fold(thread, op)) thread.updated_at = std::max(thread.updated_at, op.at);
    note(thread, op);
}

/// `seen` is called after each op that was applied, the opening first.
template <class Seen>
std::optional<Thread> fold_all(ThreadId id, std::span<const Op> all, Seen seen) {
    const auto ordered = in_order(id.as<EntityTag>(), all);
    const auto is_opening = [&](const Op* op) { return op->id == id.as<OpTag>(); };
    const auto opening = std::find_if(ordered.begin(), ordered.end(), is_opening);
    if (opening == ordered.end()) return std::nullopt;
    const auto* kind = ops::find_kind((*opening)->kind);
    if (kind == nullptr || kind->start == nullptr) return std::nullopt;
    auto started = kind->start(**opening);
    if (!started) return std::nullopt;

    // The opening op comes first whatever its lamport says, so that no reply is lost to a wrong clock.
    auto& thread = *started;
    note(thread, **opening);
    seen(thread, **opening);
    for (const auto* op : ordered) {
        if (op == *opening || op->space != thread.space) continue;
        apply(thread, *op);
        seen(thread, *op);
    }
    return started;
}

}  // namespace

std::optional<Thread> fold_thread(ThreadId id, std::span<const Op> all) {
    return fold_all(id, all, [](const Thread&, const Op&) {});
}

std::vector<AnchorChange> anchor_history(ThreadId id, std::span<const Op> all) {
    std::vector<AnchorChange> history;
    (void)fold_all(id, all, [&](const Thread& thread, const Op& op) {
        if (thread.anchor_op == op.id) history.push_back({op.id, op.actor, op.at, thread.anchor});
    });
    return history;
}

const AnchorChange* before_last(std::span<const AnchorChange> history) {
    if (history.empty()) return nullptr;
    const auto& current = history.back().anchor;
    for (auto at = history.size() - 1; at-- > 0;)
        if (history[at].anchor != current) return &history[at];
    return nullptr;
}

bool fold_next(Thread& thread, const Op& op) {
    if (op.entity != thread.id.as<EntityTag>() || op.space != thread.space) return true;
    if (order_key(op) <= thread.last) return false;
    apply(thread, op);
    return true;
}

std::optional<Profile> fold_profile(ActorId id, std::span<const Op> all) {
    std::optional<Profile> profile;
    for (const auto* op : in_order(id.as<EntityTag>(), all)) {
        if (op->kind != ops::ActorProfile::kind || op->actor != id) continue;
        auto data = ops::ActorProfile::read(*op);
        if (!data) continue;
        profile = Profile{id, std::move(data->name), std::move(data->email), order_key(*op)};
    }
    return profile;
}

}  // namespace restante::core
