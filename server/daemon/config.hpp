// What the user may set, and the hubs' tokens. Two files, because one is shared in dotfiles and the other
// must not be: config.json (comments allowed) and credentials.json (mode 0600).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace restante::daemon {

struct Config {
    std::int64_t idle_exit_minutes = 30;  // 0: never exits by itself
    std::string log_level = "info";       // error, warning, info, debug
    std::int64_t log_bytes_max = 4 * 1024 * 1024;
    std::int64_t log_files = 3;
    std::int64_t document_bytes_max = 32 * 1024 * 1024;  // larger buffers are not followed
};

struct LoadedConfig {
    Config config;
    std::vector<std::string> warnings;  // unknown settings, named: a typing error should not be silent
};

/// PURE. invalid_argument names the setting and what it should be; a missing file is the caller's business.
[[nodiscard]] Result<LoadedConfig> parse_config(std::string_view json);

struct Credential {
    std::string token;
    std::string ca_file;  // empty: the system's authorities
    std::string user;     // the hub's name for us
};

/// By hub origin ("https://hub.example.org").
using Credentials = std::map<std::string, Credential>;

/// An absent file is no credentials. forbidden when others may read it: a token that leaked is no token.
[[nodiscard]] Result<Credentials> load_credentials(const std::string& path);
[[nodiscard]] Result<void> save_credentials(const std::string& path, const Credentials& credentials);

/// "https://host[:port]" in lower case without path; invalid_argument for anything else. Plain http is only
/// taken for loopback addresses: a token must not cross a network in the clear.
[[nodiscard]] Result<std::string> hub_origin(std::string_view url);

}  // namespace restante::daemon
