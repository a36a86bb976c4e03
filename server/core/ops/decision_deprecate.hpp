// decision.deprecate {"reason"?}: it no longer holds, and nothing took its place; by anyone who may write.
// PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionDeprecate {
    static constexpr std::string_view kind = "decision.deprecate";
    std::string reason;  // may be empty

    [[nodiscard]] static Result<DecisionDeprecate> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
