#include "core/ops/decision_deprecate.hpp"

#include "core/ops/status_change.hpp"

namespace restante::core::ops {

Result<DecisionDeprecate> DecisionDeprecate::read(const Op& op) {
    return read_reason(op).map([](std::string reason) { return DecisionDeprecate{std::move(reason)}; });
}

std::string DecisionDeprecate::write() const {
    return write_reason(reason);
}

Result<void> DecisionDeprecate::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionDeprecate::apply(Thread& thread, const Op& op) && {
    return change_status(thread, op, DecisionStatus::deprecated, std::move(reason));
}

}  // namespace restante::core::ops
