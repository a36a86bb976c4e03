// An anchor carried along a route, step by step, and what was seen on the way. What that comes to, and how it
// is said, is the follower's (follow/follower.hpp). One thread at a time, as its History.
#pragma once

#include <optional>
#include <string>

#include "follow/route.hpp"
#include "follow/step.hpp"

namespace restante::follow {

/// The end of a walk. Where the anchor was lost, `spot` is its last good place.
struct Walked {
    Spot start;
    Spot spot;
    Relation relation = Relation::same;

    double product = 1.0;  // of the steps' probabilities
    double least = 1.0;    // of them
    int unsure = 0;        // steps that were less than nine in ten
    int edits = 0;         // steps that changed the lines
    int steps = 0;         // steps that changed the file
    bool refound = false;  // it was lost on the way
    /// The two ends compared directly: how likely the place is, and the likeliest other one; -1: not done.
    double direct_here = -1;
    double direct_elsewhere = -1;

    bool lost = false;
    bool file_is_gone = false;
    double best_lost = 0;  // how likely the best place was that was not good enough
    std::optional<CommitNumber> broken_by;
    std::optional<CommitNumber> edited_by;
    std::optional<CommitNumber> moved_by;
    std::string moved_from;  // by it

    [[nodiscard]] bool backward() const noexcept { return relation == Relation::before; }
    /// The two commits are not in one line.
    [[nodiscard]] bool beside() const noexcept {
        return relation == Relation::beside || relation == Relation::unrelated;
    }
};

/// The route begins at the spot's commit.
[[nodiscard]] Result<Walked> walk(History& history, StepFiles& files, const Judge& judge, Spot start,
                                  const Route& route);

}  // namespace restante::follow
