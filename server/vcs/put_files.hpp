// Puts texts into a work tree: all of them, or none. Follows no link and leaves git's index alone: what was
// done is a difference for `git diff` to show and for a person to commit. Blocks on the disk; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "vcs/repository.hpp"

namespace restante::vcs {

struct FilePut {
    std::string path;                   // in the repository, '/' between parts
    std::optional<std::string> before;  // what must be there; nothing: no file
    std::string after;
};

/// Every text is on disk under another name before the first file is replaced, so that a full disk changes
/// nothing; what was replaced is put back when a later one cannot be. Folders that lack are made, files keep
/// their permissions. conflict when a file is not what `before` says; invalid_argument for a bare repository,
/// and for a path that leads over a link, out of the work tree or into git's own folder; io.
[[nodiscard]] Result<void> put_files(const Repository& repository, const std::vector<FilePut>& files);

}  // namespace restante::vcs
