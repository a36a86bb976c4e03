// Whose database a file is, and how an older one becomes a current one. Database::open does both, in this
// order; nothing else needs them.
#pragma once

#include "base/error.hpp"
#include "store/database.hpp"

namespace restante::store {

/// The schema version of the database, 0 for an empty one. corrupt when it cannot be read or is another
/// program's, unsupported_version when it is newer than `schema`. Only reads.
[[nodiscard]] Result<std::int64_t> check_identity(Database& db, const Schema& schema);

/// Runs the migrations that are missing, each in its own transaction, so that a crash between two leaves a
/// database of the version in between. Two processes may race: the second finds it done.
[[nodiscard]] Result<void> migrate(Database& db, const Schema& schema);

}  // namespace restante::store
