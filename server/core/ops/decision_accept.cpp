#include "core/ops/decision_accept.hpp"

#include "core/ops/status_change.hpp"

namespace restante::core::ops {

Result<DecisionAccept> DecisionAccept::read(const Op& op) {
    return read_reason(op).map([](std::string reason) { return DecisionAccept{std::move(reason)}; });
}

std::string DecisionAccept::write() const {
    return write_reason(reason);
}

Result<void> DecisionAccept::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionAccept::apply(Thread& thread, const Op& op) && {
    return change_status(thread, op, DecisionStatus::accepted, std::move(reason));
}

}  // namespace restante::core::ops
