#include "core/ops/decision_reopen.hpp"

#include "core/ops/status_change.hpp"

namespace restante::core::ops {

Result<DecisionReopen> DecisionReopen::read(const Op& op) {
    return read_reason(op).map([](std::string reason) { return DecisionReopen{std::move(reason)}; });
}

std::string DecisionReopen::write() const {
    return write_reason(reason);
}

Result<void> DecisionReopen::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionReopen::apply(Thread& thread, const Op& op) && {
    return change_status(thread, op, DecisionStatus::proposed, std::move(reason));
}

}  // namespace restante::core::ops
