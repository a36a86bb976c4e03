// decision.govern {"anchor","decision"}: a place in the code that a decision governs. It is an entity of its
// own (the op's id), so that it is anchored, followed and attached again as threads are; thread.resolve
// withdraws it. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionGovern {
    static constexpr std::string_view kind = "decision.govern";
    anchor::Anchor anchor;
    DecisionId decision;

    /// Also corrupt when the op's entity is not its id.
    [[nodiscard]] static Result<DecisionGovern> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    /// A place that is there is not made again: never an effect.
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
    /// The place as it is after this op alone, but for what fold.cpp keeps.
    [[nodiscard]] Thread start(const Op& op) &&;
};

}  // namespace restante::core::ops
