// Reading and replacing files. The small ones (configuration, credentials, .restante.json) on the loop
// thread; sources, by read_file_below, on whichever thread can wait for them.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::daemon {

/// not_found when there is no such file, invalid_argument for what is none (a folder, a pipe), too_large over
/// `bytes_max`, io else.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

struct FileContents {
    std::string bytes;
    struct stat info {};  // of the very file that was read
};

/// A source: `path` in the repository at `root`, no symbolic link in it followed, so that what is read is the
/// file that Workspace::locate named, whatever became of its name since. invalid_argument for a link, for
/// "..", for git's own; else as read_file.
[[nodiscard]] Result<FileContents> read_file_below(const std::string& root, const std::string& path,
                                                   std::size_t bytes_max);

/// Replaces the file in one step: a reader sees the old bytes or the new ones, also after a power cut. `mode`
/// is the new file's (0600 for secrets). The folder must exist.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes, unsigned mode);

/// Makes the folder and its parents; the last one gets `mode` when it is made here.
[[nodiscard]] Result<void> make_folders(const std::string& path, unsigned mode);

}  // namespace restante::daemon
