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

    double product = 1.0;  // of the probabilities of the steps that changed the lines or the path
    double least = 1.0;    // of them
    int unsure = 0;        // steps that were less than nine in ten
    int edits = 0;         // steps that changed the lines
    int steps = 0;         // steps that changed the file
    int versions = 0;      // of the file on the way
    bool refound = false;  // it was lost on the way
    /// What was pointed at compared directly with how it was edited last: how likely the place is, and the
    /// likeliest other one; -1: not done. When it was lost, with the end of the walk.
    double direct_here = -1;
    double direct_elsewhere = -1;
    std::optional<Spot> edited;  // how it stood after the last step that changed its lines
    bool compared = false;       // with that

    bool lost = false;
    bool file_is_gone = false;
    double best_lost = 0;                   // how likely the best place was that was not good enough
    std::optional<Error> unread;            // lost, and this object is not here: it may be in that file
    std::optional<CommitNumber> broken_by;  // the first commit in which it was not found
    /// Commits that made a change which the walk met last; nothing where two commits were compared that are
    /// not parent and child. Back in time they lie behind the place, and changed it later.
    std::optional<CommitNumber> lost_by;
    std::optional<CommitNumber> edited_by;
    std::optional<CommitNumber> moved_by;
    std::string moved_from;  // the path before that step

    /// How far the walk came along the changes of the spot's file: how many it has passed, counted from
    /// `base`, and the last of them. A walk whose end was looked for beside them cannot be gone on with.
    CommitNumber base = 0;
    std::size_t passed = 0;
    CommitNumber last = 0;
    bool off_route = false;

    [[nodiscard]] bool backward() const noexcept { return relation == Relation::before; }
    /// The two commits are not in one line.
    [[nodiscard]] bool beside() const noexcept {
        return relation == Relation::beside || relation == Relation::unrelated;
    }
};

/// The route begins at the spot's commit.
[[nodiscard]] Result<Walked> walk(History& history, StepFiles& files, const Judge& judge, Spot start,
                                  const Route& route);

/// On from where a walk forward ended, along a route from the same commit to a later one, whose result is
/// that of a walk from the beginning. Nothing when it must be made from the beginning: it was lost, or the
/// earlier walk is no part of this one. `start` and `spot` of the earlier one need no text.
[[nodiscard]] Result<std::optional<Walked>> walk_on(History& history, StepFiles& files, const Judge& judge,
                                                    Walked earlier, const Route& route);

}  // namespace restante::follow
