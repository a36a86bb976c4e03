// Spaces as rows, for Store and Reader. Private to this folder.
#pragma once

#include "store/database.hpp"
#include "store/values.hpp"

namespace restante::store {

/// By name.
[[nodiscard]] Result<std::vector<Space>> read_spaces(Database& db);

}  // namespace restante::store
