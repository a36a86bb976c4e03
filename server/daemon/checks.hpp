// What can be looked at when something is wrong with an installation. The parts that need no running daemon
// are the whole answer of `restanted --check`, which `restante doctor` falls back on; nothing is written,
// made or locked here. Called on whichever thread can wait for the disk and for git.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/paths.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::daemon {

[[nodiscard]] protocol::Check make_check(std::string name, protocol::CheckLevel level, std::string text,
                                         std::string hint = {});

[[nodiscard]] protocol::Check check_git();
/// What `git --version` printed: whether it is a git, and new enough. PURE.
[[nodiscard]] protocol::Check check_git_version(std::string_view printed);
/// The free space where `folder` is.
[[nodiscard]] protocol::Check check_disk(const std::string& folder);
/// `problems` as Database::check gives them.
[[nodiscard]] protocol::Check check_database(const Result<std::vector<std::string>>& problems,
                                             const std::string& path);

/// The hubs' tokens: whether there are any, and whether they can be used. `in_use`: a daemon could read them
/// before.
[[nodiscard]] protocol::Check check_credentials(const std::string& path, bool in_use);

/// Folders, configuration, tokens, lock, socket, database (read-only, all of it), disk, git, the log's last
/// lines.
[[nodiscard]] std::vector<protocol::Check> check_without_daemon(const Result<Paths>& paths);

}  // namespace restante::daemon
