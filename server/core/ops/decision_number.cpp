#include "core/ops/decision_number.hpp"

#include "oplog/body.hpp"

namespace restante::core::ops {

Result<DecisionNumber> DecisionNumber::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto number = body->integer("number");
    if (!number) return tl::unexpected(std::move(number).error());
    if (*number < 1 || *number > decision_number_max)
        return fail(Errc::corrupt, "\"number\" is out of range");
    return DecisionNumber{*number};
}

std::string DecisionNumber::write() const {
    return oplog::BodyWriter().integer("number", number).take();
}

Result<void> DecisionNumber::authorize(const Op& op, const Thread*) const {
    if (op.actor != hub_actor) return fail(Errc::forbidden, "only the hub numbers decisions");
    return {};
}

bool DecisionNumber::apply(Thread& thread, const Op&) && {
    if (!thread.decision || thread.decision->number) return false;
    thread.decision->number = static_cast<std::uint64_t>(number);
    return true;
}

}  // namespace restante::core::ops
