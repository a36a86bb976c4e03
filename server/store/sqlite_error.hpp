// SQLite's result codes as Errors. Private to this folder.
#pragma once

#include "base/error.hpp"

struct sqlite3;

namespace restante::store {

/// What `code` (extended or not) means for the caller, with the connection's own message when it is about it.
[[nodiscard]] Error sqlite_error(sqlite3* db, int code);

}  // namespace restante::store
