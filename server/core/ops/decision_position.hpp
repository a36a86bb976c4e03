// decision.position {"stand","text"?}: where its author stands on a decision: consent, objection or abstain,
// and why. Of one actor the last in order counts; the earlier ones are kept. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionPosition {
    static constexpr std::string_view kind = "decision.position";
    Stand stand = Stand::consent;
    std::string text;  // empty when nothing was said

    [[nodiscard]] static Result<DecisionPosition> read(const Op& op);
    [[nodiscard]] std::string write() const;
    /// Everyone who may write to the space, each for oneself: the op's author is whose position it is.
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
