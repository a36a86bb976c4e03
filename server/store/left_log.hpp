// A database that lost its file but not its log. SQLite takes an absent or empty file for a new database and
// deletes the log beside it, with every commit in it that was not yet copied into the file. Nothing but
// stat(2) here: a database file must not be opened and closed beside SQLite's own descriptors (POSIX locks).
#pragma once

#include <string>

#include "base/error.hpp"

namespace restante::store {

/// corrupt when the file at `path` is absent or empty and a log with something in it (`path`-wal) lies beside
/// it; says what to do. A file that is new for good (no log, or an empty one) passes, and so does what cannot
/// be looked at: opening it has the better words. Any thread; changes nothing.
[[nodiscard]] Result<void> check_log_has_its_file(const std::string& path);

}  // namespace restante::store
