// Small text files of a person's: a commit message, a hook. Blocks on the disk.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::cli {

inline constexpr std::size_t text_file_bytes_max = 16 * 1024 * 1024;

/// not_found, too_large, io; each names the file.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path);
/// All of it or nothing: under another name first, which then takes the file's place.
[[nodiscard]] Result<void> write_text_file(const std::string& path, std::string_view text);

}  // namespace restante::cli
