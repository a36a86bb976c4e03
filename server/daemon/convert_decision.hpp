// Decisions, domain to wire: daemon/convert.hpp for core::Decision. PURE: what refers to a decision, and
// where the code is that it governs, is handed in.
#pragma once

#include "daemon/convert.hpp"
#include "protocol/cpp/decisions.hpp"
#include "store/reader.hpp"

namespace restante::daemon::convert {

/// What is known of a decision beyond its own ops.
struct Around {
    std::vector<store::LinkingRow> linked_from;
    std::vector<protocol::DecisionPlace> places;
};

/// Precondition: it is a decision.
[[nodiscard]] protocol::SpaceDecision decision(const core::Thread& thread, const View& view, Around around);
[[nodiscard]] protocol::SpaceDecisionRow decision_row(const std::string& space,
                                                      const store::DecisionRow& row);
[[nodiscard]] protocol::LinkedFrom linked_from(const store::LinkingRow& row);
/// `placed`: as convert::thread gave it for the place.
[[nodiscard]] protocol::DecisionPlace place(const core::Thread& place, protocol::Thread placed);

/// What people are shown: an accepted successor retires what was not rejected.
[[nodiscard]] std::string status_text(core::DecisionStatus own, bool superseded);
/// True when this row's decision takes the place of what it refers to.
[[nodiscard]] bool retires(const store::LinkingRow& row);

}  // namespace restante::daemon::convert
