// Where a repository says that its decision records are. PURE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace restante::shelf {

inline constexpr std::string_view settings_file = ".restante.json";
inline constexpr std::string_view adr_tools_file = ".adr-dir";

/// The "decisions" of .restante.json: folders, relative to the root. Empty when it says none;
/// invalid_argument when it is no list of paths inside of the repository.
[[nodiscard]] Result<std::vector<std::string>> folders_in_settings(std::string_view json);

/// The folder that adr-tools' .adr-dir names, relative to the root; `where` is the folder the file is in.
/// Nothing usable is an empty text.
[[nodiscard]] std::string folder_of_adr_tools(std::string_view where, std::string_view contents);

}  // namespace restante::shelf
