// In which commit text stands that was pointed at before it was committed, or in a commit that is not here (a
// branch that was never pushed, one that was rewritten and pruned). One thread at a time, as the History.
#pragma once

#include <optional>

#include "anchor/anchor.hpp"
#include "follow/history.hpp"

namespace restante::follow {

struct Origin {
    CommitNumber commit = 0;
    anchor::Range range;  // in that commit's file at the anchor's path
};

/// The oldest version of the file since `since` (seconds of Unix time, by the committers' clocks), along the
/// first parents of `head`, that is the anchored text, or holds what was pointed at unchanged and in its
/// surroundings. Nothing when there is none (yet). A missing object ends the search there.
[[nodiscard]] Result<std::optional<Origin>> find_origin(History& history, const anchor::Anchor& anchor,
                                                        std::int64_t since, CommitNumber head);

}  // namespace restante::follow
