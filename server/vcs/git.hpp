// What Restante asks of git about one repository. An interface, so that those who ask can be tested without
// git; one contract suite holds for the real one and the fake. Calls block: worker threads only, several at
// once allowed.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "vcs/repository.hpp"

namespace restante::vcs {

struct Head {
    std::optional<std::string> commit;  // hex; absent before the first commit
    std::optional<std::string> branch;  // short name; absent when detached
    friend bool operator==(const Head&, const Head&) = default;
};

class Git {
  public:
    virtual ~Git() = default;

    /// "r" and 20 hex digits, made of the root commits of HEAD: the same in every clone, whatever its remotes
    /// are called. `not_found` before the first commit; `unsupported` in a shallow clone, which does not know
    /// its roots. Walks the whole history, so keep the answer.
    [[nodiscard]] virtual Result<std::string> repository_id() = 0;

    [[nodiscard]] virtual Result<Head> head() = 0;

    /// The blob id of a path at a commit (an id, or "HEAD"). `not_found` when it is not there, or is no file.
    [[nodiscard]] virtual Result<std::string> blob_at(std::string_view commit, std::string_view path) = 0;

    /// The bytes of a blob. `not_found`; `too_large`.
    [[nodiscard]] virtual Result<std::string> read_blob(std::string_view id) = 0;
};

struct GitOptions {
    std::string program = "git";                          // 2.36 or newer (cat-file --batch-command)
    std::chrono::milliseconds deadline{10'000};           // of each answer
    std::chrono::milliseconds history_deadline{120'000};  // of repository_id
    std::size_t object_bytes_max = 32 * 1024 * 1024;
    std::vector<std::string> environment = {};  // "NAME=value", over the scrubbed environment
};

/// Starts nothing until asked. Without the git program every call is `unavailable`.
[[nodiscard]] std::unique_ptr<Git> open_git(Repository repository, GitOptions options = {});

}  // namespace restante::vcs
