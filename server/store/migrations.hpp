// The user's database, step by step. One file per user: shared ops and everything derived from them, and what
// is private to the user (drafts, settings, what waits to be sent).
#pragma once

#include "store/database.hpp"

namespace restante::store {

/// For Database::open. Its application id is "Rste".
[[nodiscard]] const Schema& store_schema() noexcept;

/// The rules that derived rows were made by. Raised whenever a fold, or a derived row, comes to say something
/// else for the same ops: rows of another version are made again from the ops (store/rebuild.hpp).
inline constexpr std::int64_t derived_version = 2;

}  // namespace restante::store
