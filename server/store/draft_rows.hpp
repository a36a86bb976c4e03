// Drafts as rows, for Store and Reader. Private to this folder.
#pragma once

#include "store/database.hpp"
#include "store/values.hpp"

namespace restante::store {

[[nodiscard]] Result<std::optional<Draft>> read_draft(Database& db, DraftId id);
/// The one saved last comes first.
[[nodiscard]] Result<std::vector<Draft>> read_drafts(Database& db);

}  // namespace restante::store
