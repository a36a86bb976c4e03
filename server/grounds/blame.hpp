// Which commits last touched some lines, as the git program tells: white space does not count, and neither do
// the commits that the repository's own .git-blame-ignore-revs names. Blocks on git: worker threads only.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "grounds/porcelain.hpp"
#include "vcs/repository.hpp"

namespace restante::grounds {

struct BlameQuestion {
    std::string path;
    std::uint32_t first = 0;  // counted from 0
    std::uint32_t last = 0;
    std::optional<std::string> commit;  // hex; nothing: the file as it is on disk
    std::string blob;                   // hex: of the file there, by which the answer is kept
    std::vector<std::string> ignored;   // commits that do not count, each of them here
    std::chrono::milliseconds deadline{60'000};
    std::stop_token stop = {};
};

/// not_found when git does not know the file (it was never committed); unavailable where an object is
/// missing; deadline_exceeded.
[[nodiscard]] Result<std::vector<Blamed>> blame(const vcs::Repository& repository,
                                                const BlameQuestion& question);

/// The whole ids in the text of a .git-blame-ignore-revs.
[[nodiscard]] std::vector<std::string> ignored_revisions(std::string_view text);

}  // namespace restante::grounds
