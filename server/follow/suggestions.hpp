// Where lost code may be now: the places that something speaks for, for a person to choose from, where the
// steps (follow/step.hpp) found none to be likely enough. The same search and the same judge; only what is
// done with what is unlikely differs. PURE but for the time it may take.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "follow/step.hpp"

namespace restante::follow {

/// A text to look in, as it is now.
struct Field {
    std::string path;
    std::shared_ptr<const anchor::Text> text;
    /// What was there when the code was last seen, of another file than its own: these lines are not what it
    /// became. Null: nothing was, or all of the file is to be looked into.
    std::shared_ptr<const anchor::Text> before;
};

struct Suggestion {
    std::string path;
    std::shared_ptr<const anchor::Text> text;
    anchor::Range range;
    double probability = 0.0;  // 0 … 1
    std::string reason;        // one sentence
    bool same_name = false;    // it begins with the very name that the lost code began with
};

inline constexpr std::size_t suggestions_max = 9;
/// Below that a place is not worth anybody's look, unless it has the name.
inline constexpr double suggested_min = 0.02;

/// Asked between two files: true ends the search, with what was found until then.
using OutOfTime = std::function<bool()>;

/// Best first, at most suggestions_max; of those that overlap the better. What has the name comes before what
/// has not: the judge, who must not err, gives little for a name whose lines are all new, but a person who
/// looks for that very function wants to see it.
[[nodiscard]] std::vector<Suggestion> best_of(std::vector<Suggestion> found);

/// best_of all there are. `last` is where the code was last seen, with its
/// text; of fields the own file (the same path) is always looked into, of others the likeliest.
[[nodiscard]] std::vector<Suggestion> suggest(const Spot& last, const std::vector<Field>& fields,
                                              const Judge& judge, const OutOfTime& out_of_time = {});

/// The same when the text that was pointed at is not here: by the quote and its context alone.
[[nodiscard]] std::vector<Suggestion> suggest_by_quote(const anchor::Anchor& anchor,
                                                       const std::vector<Field>& fields,
                                                       const OutOfTime& out_of_time = {});

}  // namespace restante::follow
