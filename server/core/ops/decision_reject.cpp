#include "core/ops/decision_reject.hpp"

#include "core/ops/status_change.hpp"

namespace restante::core::ops {

Result<DecisionReject> DecisionReject::read(const Op& op) {
    return read_reason(op).map([](std::string reason) { return DecisionReject{std::move(reason)}; });
}

std::string DecisionReject::write() const {
    return write_reason(reason);
}

Result<void> DecisionReject::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionReject::apply(Thread& thread, const Op& op) && {
    return change_status(thread, op, DecisionStatus::rejected, std::move(reason));
}

}  // namespace restante::core::ops
