// What is on disk and not in HEAD, as files to lay over HEAD's commit. Asks the git program once, which knows
// the index, what is ignored and what is sparse; reads no file before it is asked for. Blocks: worker threads
// only.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "vcs/git.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::vcs {

/// Files that were changed, added (untracked ones, too, but not ignored ones) or removed. Bytes are those on
/// disk: no filter is run. Submodules are left as HEAD has them.
[[nodiscard]] Result<std::vector<OverlayFile>> work_tree_files(const Repository& repository,
                                                               const GitOptions& options = {});

/// One file as it is on disk, changed or not, without asking git; ignored ones, too. No link is followed: a
/// path that leads over one, or out of the work tree, is invalid_argument.
[[nodiscard]] Result<OverlayFile> work_tree_file(const Repository& repository, const std::string& path);

}  // namespace restante::vcs
