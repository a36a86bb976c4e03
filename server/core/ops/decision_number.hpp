// decision.number {"number"}: the alias by which people call a decision, given by the space's hub and by
// nobody else. The first in order stays: a number is never given anew. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

/// Whom a hub writes as. No person has this id: ids are made at random.
inline constexpr ActorId hub_actor{{'h', 'u', 'b'}};
/// Exact in every JSON reader, and more than anybody decides.
inline constexpr std::int64_t decision_number_max = 1'000'000'000;

struct DecisionNumber {
    static constexpr std::string_view kind = "decision.number";
    std::int64_t number = 0;  // 1 … decision_number_max

    [[nodiscard]] static Result<DecisionNumber> read(const Op& op);
    [[nodiscard]] std::string write() const;
    /// Only as hub_actor, which no hub lets its users write as.
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
