// What is said of code that was followed to a commit, in the text in front of a reader.
#include "daemon/whereabouts.hpp"

#include <doctest/doctest.h>

#include "follow/trail.hpp"

using namespace restante;
using namespace restante::daemon;
using anchor::PlacementState;

namespace {

const anchor::Range anchored{{3, 0}, {5, 0}};
const anchor::Range stood{{9, 0}, {9, 4}};

store::Whereabouts at(PlacementState state, anchor::Range range = {{7, 0}, {9, 0}}) {
    return {.thread = {},
            .anchor_op = {},
            .path = "a.cpp",
            .anchor_path = "a.cpp",
            .blob = "b",
            .range = range,
            .state = state,
            .confidence = 0.8,
            .reason = "the reason",
            .lost = {}};
}

anchor::Anchor anchor_there() {
    anchor::Anchor out;
    out.range = anchored;
    return out;
}

anchor::Placement after(PlacementState state, follow::StepFate fate, anchor::Range range = {{8, 0}, {10, 0}},
                        double probability = 0.5) {
    follow::StepResult step;
    step.fate = fate;
    step.spot.range = range;
    step.probability = probability;
    return placement_after(at(state), anchor_there(), step, stood);
}

}  // namespace

TEST_CASE("in the text that it was followed to, it is where it was followed to") {
    CHECK(placement_of(at(PlacementState::moved)) ==
          anchor::Placement{PlacementState::moved, anchor::Range{{7, 0}, {9, 0}}, 0.8, "the reason"});
    CHECK(placement_of(at(PlacementState::outdated)).range);
    CHECK_FALSE(placement_of(at(PlacementState::orphaned)).range);
}

TEST_CASE("carried on unchanged it is shifted, or exact where it is at its old lines") {
    const auto down = after(PlacementState::shifted, follow::StepFate::unchanged);
    CHECK(down.state == PlacementState::shifted);
    CHECK(down.range == anchor::Range{{8, 0}, {10, 0}});
    CHECK(down.confidence == doctest::Approx(0.4));
    const auto back = after(PlacementState::shifted, follow::StepFate::unchanged, anchored);
    CHECK(back.state == PlacementState::exact);
    CHECK(back.reason == "unchanged");
    CHECK(after(PlacementState::exact, follow::StepFate::unchanged).state == PlacementState::shifted);
}

TEST_CASE("what was moved or edited before stays so, with its reason") {
    for (const auto state : {PlacementState::moved, PlacementState::edited}) {
        const auto placed = after(state, follow::StepFate::unchanged);
        CHECK(placed.state == state);
        CHECK(placed.reason == "the reason");
    }
    const auto edited = after(PlacementState::moved, follow::StepFate::edited);
    CHECK(edited.state == PlacementState::moved);
    CHECK(edited.reason == "the reason; edited by changes that are not committed");
    const auto shifted = after(PlacementState::shifted, follow::StepFate::edited);
    CHECK(shifted.state == PlacementState::edited);
    CHECK(shifted.reason == "edited by changes that are not committed");
}

TEST_CASE("what uncommitted changes removed is outdated where it stood") {
    const auto gone = after(PlacementState::exact, follow::StepFate::gone, {}, 0.1);
    CHECK(gone.state == PlacementState::outdated);
    CHECK(gone.range == stood);
    CHECK(gone.reason == "deleted by changes that are not committed");
    // As sure as restante place is of it.
    const double of_walk = 0.5 + at(PlacementState::exact).confidence / 2;
    CHECK(gone.confidence == doctest::Approx(follow::gone_confidence(0.1) * of_walk));
    const auto rewritten = after(PlacementState::exact, follow::StepFate::gone, {}, 0.3);
    CHECK(rewritten.confidence < gone.confidence);
    CHECK(rewritten.reason == "rewritten by changes that are not committed");
}

TEST_CASE("what a commit removed stays lost, for that reason") {
    const auto outdated = after(PlacementState::outdated, follow::StepFate::gone);
    CHECK(outdated == anchor::Placement{PlacementState::outdated, stood, 0.8, "the reason"});
    CHECK(after(PlacementState::orphaned, follow::StepFate::gone) ==
          anchor::Placement{PlacementState::orphaned, std::nullopt, 0.8, "the reason"});
}
