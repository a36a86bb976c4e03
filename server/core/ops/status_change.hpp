// What accepting, rejecting, deprecating and reopening a decision have in common: the body {"reason"?}, and
// that each is one more entry of its history. PURE.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

/// Empty when there is none.
[[nodiscard]] Result<std::string> read_reason(const Op& op);
[[nodiscard]] std::string write_reason(const std::string& reason);
/// The last in order is the status. One that comes to the same is an entry all the same: two who accepted at
/// once have both done so, each for a reason. No effect on what is no decision.
[[nodiscard]] bool change_status(Thread& thread, const Op& op, DecisionStatus status, std::string reason);

}  // namespace restante::core::ops
