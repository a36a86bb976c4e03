#include "core/ops/kind.hpp"

#include <array>

#include "core/ops/actor_profile.hpp"
#include "core/ops/comment_add.hpp"
#include "core/ops/comment_edit.hpp"
#include "core/ops/comment_redact.hpp"
#include "core/ops/decision_accept.hpp"
#include "core/ops/decision_deprecate.hpp"
#include "core/ops/decision_edit.hpp"
#include "core/ops/decision_govern.hpp"
#include "core/ops/decision_number.hpp"
#include "core/ops/decision_position.hpp"
#include "core/ops/decision_propose.hpp"
#include "core/ops/decision_reject.hpp"
#include "core/ops/decision_reopen.hpp"
#include "core/ops/link_add.hpp"
#include "core/ops/link_remove.hpp"
#include "core/ops/thread_open.hpp"
#include "core/ops/thread_reanchor.hpp"
#include "core/ops/thread_reopen.hpp"
#include "core/ops/thread_resolve.hpp"
#include "core/ops/thread_title.hpp"

namespace restante::core::ops {
namespace {

template <class K>
Result<void> validate(const Op& op) {
    return K::read(op).map([](const K&) {});
}

template <class K>
Result<void> authorize(const Op& op, const Thread* thread) {
    return K::read(op).and_then([&](const K& data) { return data.authorize(op, thread); });
}

template <class K>
bool fold(Thread& thread, const Op& op) {
    auto data = K::read(op);
    if (!data || !data->authorize(op, &thread)) return false;
    return std::move(*data).apply(thread, op);
}

template <class K>
std::optional<Thread> start(const Op& op) {
    auto data = K::read(op);
    if (!data) return std::nullopt;
    return std::move(*data).start(op);
}

template <class K>
constexpr Kind row() {
    if constexpr (requires(K data, const Op& op) { std::move(data).start(op); })
        return {K::kind, validate<K>, authorize<K>, fold<K>, start<K>};
    else
        return {K::kind, validate<K>, authorize<K>, fold<K>, nullptr};
}

// The commonest first.
constexpr std::array kinds{
    row<CommentAdd>(),     row<ThreadOpen>(),     row<ThreadResolve>(),    row<CommentEdit>(),
    row<ThreadReanchor>(), row<ThreadReopen>(),   row<CommentRedact>(),    row<ThreadTitle>(),
    row<ActorProfile>(),   row<DecisionGovern>(), row<DecisionPropose>(),  row<DecisionEdit>(),
    row<LinkAdd>(),        row<DecisionAccept>(), row<DecisionPosition>(), row<DecisionNumber>(),
    row<LinkRemove>(),     row<DecisionReject>(), row<DecisionReopen>(),   row<DecisionDeprecate>()};

}  // namespace

const Kind* find_kind(std::string_view name) noexcept {
    for (const auto& kind : kinds)
        if (kind.name == name) return &kind;
    return nullptr;
}

std::span<const Kind> all_kinds() noexcept {
    return kinds;
}

}  // namespace restante::core::ops
