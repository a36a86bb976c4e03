// decision.reopen {"reason"?}: it is talked over again; by anyone who may write. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionReopen {
    static constexpr std::string_view kind = "decision.reopen";
    std::string reason;  // may be empty

    [[nodiscard]] static Result<DecisionReopen> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
