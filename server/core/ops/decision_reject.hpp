// decision.reject {"reason"?}: it is not done, and why is kept; by anyone who may write. PURE; see
// core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionReject {
    static constexpr std::string_view kind = "decision.reject";
    std::string reason;  // may be empty

    [[nodiscard]] static Result<DecisionReject> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
