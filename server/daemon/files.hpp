// Reading and replacing small files: configuration, credentials, .restante.json. Called on the loop thread
// for files that are a few hundred bytes, never for sources.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::daemon {

/// not_found when there is no such file, invalid_argument for what is none (a folder, a pipe), too_large over
/// `bytes_max`, io else.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

/// Replaces the file in one step: a reader sees the old bytes or the new ones, also after a power cut. `mode`
/// is the new file's (0600 for secrets). The folder must exist.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes, unsigned mode);

/// Makes the folder and its parents; the last one gets `mode` when it is made here.
[[nodiscard]] Result<void> make_folders(const std::string& path, unsigned mode);

}  // namespace restante::daemon
