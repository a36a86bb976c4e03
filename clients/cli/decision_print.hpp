// How a space's decisions look on a terminal: plain text that a screen reader reads in order. PURE. What they
// say is others' text: it is made harmless.
#pragma once

#include <string>

#include "clients/cli/print.hpp"
#include "protocol/cpp/decisions.hpp"

namespace restante::cli {

/// "D-3f9k2ab  accepted  Bound the queue  (At most 64.)"
[[nodiscard]] std::string row_line(const protocol::SpaceDecisionRow& row);
/// The same of a whole one, for what was just done to it.
[[nodiscard]] std::string decision_line(const protocol::SpaceDecision& decision);
/// All of it.
[[nodiscard]] std::string whole_decision(const protocol::SpaceDecision& decision, const Style& style);

}  // namespace restante::cli
