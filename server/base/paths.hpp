// Where everything of one user lies, by the XDG Base Directory Specification 0.8. PURE: the environment is
// handed in. The daemon and the command line must agree on these, so they are here.
#pragma once

#include <functional>
#include <string>

#include "base/error.hpp"

namespace restante {

struct Paths {
    std::string config_dir;   // $XDG_CONFIG_HOME/restante: config.json, credentials.json
    std::string data_dir;     // $XDG_DATA_HOME/restante: what must not be lost (the database)
    std::string state_dir;    // $XDG_STATE_HOME/restante: logs
    std::string runtime_dir;  // $XDG_RUNTIME_DIR/restante, else state_dir/run: socket and lock

    [[nodiscard]] std::string config_file() const { return config_dir + "/config.json"; }
    [[nodiscard]] std::string credentials_file() const { return config_dir + "/credentials.json"; }
    [[nodiscard]] std::string database() const { return data_dir + "/restante.db"; }
    /// Beside the database: daemons with other runtime folders (cron and sudo set none) have it in common.
    [[nodiscard]] std::string database_lock_file() const { return database() + ".lock"; }
    [[nodiscard]] std::string log_file() const { return state_dir + "/restanted.log"; }
    [[nodiscard]] std::string socket() const { return runtime_dir + "/socket"; }
    [[nodiscard]] std::string lock_file() const { return runtime_dir + "/lock"; }
};

/// `getenv` in programs, a table in tests; null for a variable that is not set. As the specification says, an
/// empty or relative value counts as not set. invalid_argument when neither HOME nor enough XDG variables are
/// there, or when the socket's path would be longer than the 107 bytes that a Unix socket address holds.
[[nodiscard]] Result<Paths> paths_from(const std::function<const char*(const char*)>& getenv);

}  // namespace restante
