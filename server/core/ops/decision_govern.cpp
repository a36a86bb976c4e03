#include "core/ops/decision_govern.hpp"

#include "core/ops/anchor_member.hpp"

namespace restante::core::ops {

Result<DecisionGovern> DecisionGovern::read(const Op& op) {
    if (op.entity != op.id.as<EntityTag>())
        return fail(Errc::corrupt, "\"entity\" of a decision.govern is not the op's own id");
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto decision = body->id<DecisionId>("decision");
    if (!decision) return tl::unexpected(std::move(decision).error());
    auto anchor = read_anchor(*body);
    if (!anchor) return tl::unexpected(std::move(anchor).error());
    return DecisionGovern{std::move(*anchor), *decision};
}

std::string DecisionGovern::write() const {
    return oplog::BodyWriter().raw("anchor", write_anchor(anchor)).id("decision", decision).take();
}

Result<void> DecisionGovern::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionGovern::apply(Thread&, const Op&) && {
    return false;
}

Thread DecisionGovern::start(const Op& op) && {
    Thread thread;
    thread.id = op.entity.as<ThreadTag>();
    thread.space = op.space;
    thread.opener = op.actor;
    thread.opened_at = op.at;
    thread.anchor = std::move(anchor);
    thread.anchor_op = op.id;
    thread.state = {ThreadState::open, op.id, op.actor, op.at};
    thread.updated_at = op.at;
    thread.governs = decision;
    return thread;
}

}  // namespace restante::core::ops
