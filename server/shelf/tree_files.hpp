// All files of a commit's tree, by path. What a partial clone lacks is a gap in the list, not an error. Calls
// block on git's objects; one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "vcs/object_parse.hpp"
#include "vcs/objects.hpp"

namespace restante::shelf {

struct TreeFile {
    std::string path;  // '/' between parts; any bytes, as git has it
    vcs::ObjectId id;
};

struct TreeFiles {
    std::vector<TreeFile> files;  // in git's order; no links and no submodules
    std::vector<Error> gaps;      // folders that could not be read, each with its path
};

inline constexpr std::size_t tree_files_max = 2'000'000;
inline constexpr std::size_t tree_depth_max = 128;

/// not_found when the commit is not here; too_large over tree_files_max.
[[nodiscard]] Result<TreeFiles> tree_files(vcs::Objects& objects, const vcs::ObjectId& commit);

}  // namespace restante::shelf
