// What folders are called that hold decision records, and those that never do. PURE tables; the names as
// key_of gives them. What is in a folder is judged by find.cpp.
#pragma once

#include <string_view>
#include <unordered_set>

namespace restante::decisions {

using NameSet = std::unordered_set<std::string_view>;

/// Folders that hold records whatever else is in the repository, at any depth. By key_of.
[[nodiscard]] const NameSet& record_folders();
/// Folders that do when most of what is in them is numbered.
[[nodiscard]] const NameSet& perhaps_folders();
/// Folders of the root that do when a template lies beside them: there a number may come with acceptance, or
/// never.
[[nodiscard]] const NameSet& accepting_folders();
[[nodiscard]] const NameSet& foreign_folders();

}  // namespace restante::decisions
