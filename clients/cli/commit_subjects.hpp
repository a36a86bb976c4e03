// Which decisions and threads the changed lines of a commit are about: what the prepare-commit-msg hook has
// to offer. Decisions are looked up in this process, without the history; a daemon that runs is asked for
// the threads. What cannot be had in time is left out.
#pragma once

#include <vector>

#include "clients/cli/app.hpp"
#include "clients/cli/commit_offer.hpp"
#include "vcs/repository.hpp"

namespace restante::cli {

inline constexpr std::size_t offers_max = 6;  // a longer list would be read by nobody

/// Decisions first, the likeliest first; each once.
[[nodiscard]] std::vector<Offer> offers_for(App& app, const vcs::Repository& repository,
                                            const std::vector<ChangedLines>& lines);

}  // namespace restante::cli
