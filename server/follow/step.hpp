// One step of an anchor: from its place in one commit's files to its place in another's, or the finding that
// it is gone. Decides by the evidence of anchor/evidence.hpp and the judge that was fitted to it
// (anchor/verdict.hpp). One thread at a time, as its History.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "follow/step_files.hpp"

namespace restante::follow {

/// Where an anchor is, with the text that it is in.
struct Spot {
    std::string path;
    vcs::ObjectId blob;
    std::shared_ptr<const anchor::Text> text;  // null: nobody has needed it yet (with_text)
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

/// Less likely places are not taken, on the way: whether the end is shown is judged by the whole walk.
inline constexpr double probability_min = 0.15;
/// Back in time code is mostly looked for where it was not yet written.
inline constexpr double backward_probability_min = 0.5;

/// anchor::judge, unless another one is tried.
using Judge = std::function<double(const anchor::Evidence&)>;

/// The spot, its text read.
[[nodiscard]] Result<Spot> with_text(History& history, Spot spot);

/// The spot's lines as they were, in another version of its file, where they begin at `first`.
[[nodiscard]] StepResult unchanged_at(const Spot& spot, const vcs::ObjectId& blob, std::uint32_t first,
                                      CommitNumber after);

/// By which a step is decided.
struct StepRules {
    double least = probability_min;
    Judge judge;
};

/// A missing or broken object is an error, and no finding.
[[nodiscard]] Result<StepResult> take_step(History& history, StepFiles& files, const Spot& spot,
                                           CommitNumber after, const StepRules& rules);

/// The likeliest place of the spot in another version of its file, whatever lies between the two, and how
/// likely the place is that begins at `here`.
struct Direct {
    StepResult best;
    double here = 0;
    double elsewhere = 0;
};
[[nodiscard]] Direct compare_directly(const StepFile& file, const Spot& spot, CommitNumber after,
                                      std::optional<std::uint32_t> here, const StepRules& rules);

/// A place of the spot in a file that something speaks for, however little.
struct Possible {
    StepResult at;  // never gone
    anchor::Evidence evidence;
};
/// All of them in this file, in no order: what a step takes the likeliest of. Its commit is left as it is.
[[nodiscard]] std::vector<Possible> possible_places(const StepFile& file, const Spot& spot,
                                                    const StepRules& rules);

/// The step to another version of the same file, in a commit or in none: what editors have open. No other
/// file is looked at. `pair` is of the spot's text and that version (FileKind::same).
[[nodiscard]] StepResult take_step_in_file(const Spot& spot, const std::shared_ptr<TextPair>& pair);

}  // namespace restante::follow
