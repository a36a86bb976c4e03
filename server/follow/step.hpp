// One step of an anchor: from its place in one commit's files to its place in another's, or the finding that
// it is gone. Decides by the evidence of anchor/evidence.hpp and the judge that was fitted to it
// (anchor/verdict.hpp). One thread at a time, as its History.
#pragma once

#include <memory>
#include <string>

#include "follow/step_files.hpp"

namespace restante::follow {

/// Where an anchor is, with the text that it is in.
struct Spot {
    std::string path;
    vcs::ObjectId blob;
    std::shared_ptr<const anchor::Text> text;
    anchor::Range range;
    CommitNumber commit = 0;  // in which it was found there
};

enum class StepFate : std::uint8_t {
    same,       // the file is the same
    unchanged,  // its lines are the same
    edited,     // its lines were changed
    gone,
};

struct StepResult {
    StepFate fate = StepFate::gone;
    Spot spot;  // unless gone
    double probability =
        0.0;  // that this is the place; when gone: of the best place that was not good enough
    bool file_is_gone = false;  // and no other file took its text over
};

/// Less likely places are not taken. Wrong is worse than gone: an even chance is the least.
inline constexpr double probability_min = 0.5;

/// A missing or broken object is an error, and no finding.
[[nodiscard]] Result<StepResult> take_step(History& history, StepFiles& files, const Spot& spot,
                                           CommitNumber after);

}  // namespace restante::follow
