// Many steps of an anchor at once: from one version of its file to a much later one, where that is beyond
// doubt. Most anchors are touched by few of the commits that change their file, and what lies between two
// versions in which they stand untouched need not be read. One thread at a time, as its History.
#pragma once

#include <optional>
#include <span>

#include "follow/step.hpp"

namespace restante::follow {

/// A line may have been taken out and put in again, as another one.
inline constexpr double untouched_probability = 0.999;

/// The spot in another version of its file, if its lines are part of an unchanged run that holds a line which
/// is in both texts exactly once: the proof of identity that lines have by themselves, whatever happened
/// between.
[[nodiscard]] Result<std::optional<StepResult>> untouched(History& history, StepFiles& files,
                                                          const Spot& spot, const vcs::ObjectId& blob,
                                                          CommitNumber after);

struct Leap {
    std::size_t versions = 0;  // that it went over, its end included; at least 2
    StepResult result;         // unchanged, or the same
};

/// To an untouched spot as far as that is tried, from the end of `at` of these versions of its file towards
/// the last of them. The versions are counted from where the walk came to this path, and a leap over 2^n of
/// them begins at a multiple of 2^n, as in a skip list: so the anchors of one file compare the same pairs of
/// versions, and a history that has grown is walked on in the same way.
[[nodiscard]] Result<std::optional<Leap>> leap(History& history, StepFiles& files, const Spot& spot,
                                               std::span<const CommitNumber> versions, std::size_t at);

}  // namespace restante::follow
