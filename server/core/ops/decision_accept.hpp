// decision.accept {"reason"?}: it is decided so; by anyone who may write. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionAccept {
    static constexpr std::string_view kind = "decision.accept";
    std::string reason;  // may be empty

    [[nodiscard]] static Result<DecisionAccept> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
