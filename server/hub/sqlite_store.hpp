// The op store in one SQLite file. WAL; a commit returns when it is on stable storage (synchronous=FULL).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/op_store.hpp"

namespace restante::hub {

struct SqliteStoreOptions {
    std::string path;
    const char* vfs = nullptr;  // a registered SQLite VFS; null for the default one
    // What a new database begins with; not looked at when there is one.
    EpochId first_epoch;
    Sha256 secret{};
    TimeMs now = 0;
};

/// Opens the database, or makes it. A file that is damaged, not a hub's or of a newer version is refused and
/// left as it was; so is one whose spaces do not end where its ops do.
[[nodiscard]] Result<std::unique_ptr<OpStore>> open_sqlite_store(const SqliteStoreOptions& options);

/// What is wrong with a hub's database, one sentence each; empty when all is well. Reads every op.
[[nodiscard]] Result<std::vector<std::string>> check_sqlite_store(const std::string& path);

}  // namespace restante::hub
