#include "daemon/whereabouts.hpp"

#include <algorithm>

#include "follow/trail.hpp"

namespace restante::daemon {

bool is_whole(anchor::PlacementState state) noexcept {
    return state == anchor::PlacementState::exact || state == anchor::PlacementState::shifted;
}

bool is_lost(anchor::PlacementState state) noexcept {
    return state == anchor::PlacementState::outdated || state == anchor::PlacementState::orphaned;
}

anchor::Placement placement_of(const store::Whereabouts& at) {
    anchor::Placement out{at.state, std::nullopt, at.confidence, at.reason};
    if (at.state != anchor::PlacementState::orphaned) out.range = at.range;
    return out;
}

anchor::Placement placement_after(const store::Whereabouts& at, const anchor::Anchor& anchor,
                                  const follow::StepResult& step, anchor::Range stood) {
    auto out = placement_of(at);
    if (is_lost(at.state)) {
        if (out.range) out.range = stood;
        return out;
    }
    if (step.fate == follow::StepFate::gone)
        return {anchor::PlacementState::outdated, stood,
                follow::gone_confidence(step.probability) * std::min(1.0, 0.5 + at.confidence / 2),
                fmt::format("{} by changes that are not committed",
                            step.probability < follow::probability_min ? "deleted" : "rewritten")};
    out.range = step.spot.range;
    out.confidence *= step.probability;
    if (step.fate == follow::StepFate::edited) {
        const auto before =
            at.state == anchor::PlacementState::moved || at.state == anchor::PlacementState::edited
                ? at.reason + "; "
                : std::string();
        if (at.state != anchor::PlacementState::moved) out.state = anchor::PlacementState::edited;
        out.reason = before + "edited by changes that are not committed";
    } else if (at.state == anchor::PlacementState::exact || at.state == anchor::PlacementState::shifted) {
        const bool stayed = *out.range == anchor.range;
        out.state = stayed ? anchor::PlacementState::exact : anchor::PlacementState::shifted;
        out.reason = stayed ? "unchanged" : "the same lines, at another number";
    }
    return out;
}

}  // namespace restante::daemon
