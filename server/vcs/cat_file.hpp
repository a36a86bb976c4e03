// One long-lived `git cat-file --batch-command` (git-cat-file(1)): an object costs two pipe transfers and no
// start of a program. Started when first needed, restarted when it died, stopped when it does not answer.
// Calls block and take turns; any worker thread.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "vcs/git.hpp"
#include "vcs/object_id.hpp"
#include "vcs/process.hpp"

namespace restante::vcs {

struct ObjectInfo {
    std::string id;
    std::string type;  // "blob", "tree", "commit", "tag"
    std::uint64_t bytes = 0;
};

/// The line before an object, "<id> <type> <size>", or what git says instead: not_found; corrupt for anything
/// else. PURE.
[[nodiscard]] Result<ObjectInfo> parse_object_info(std::string_view line, std::string_view name);

class CatFile {
  public:
    CatFile(std::string root, GitOptions options) : root_(std::move(root)), options_(std::move(options)) {}

    /// An object by name, as gitrevisions(7) has it. The caller vouches that it names what it is meant to;
    /// `invalid_argument` when it holds a line end or NUL. `not_found` when git does not know it.
    [[nodiscard]] Result<ObjectInfo> info(std::string_view name);
    /// `too_large` is told before any byte is transferred.
    [[nodiscard]] Result<std::string> blob(std::string_view id);
    /// An object of any type, its bytes in `bytes`.
    struct Object {
        ObjectInfo info;
        std::string bytes;
    };
    [[nodiscard]] Result<Object> object(std::string_view id, std::size_t bytes_max);

    /// Of the running program, or -1. For tests.
    [[nodiscard]] pid_t pid();

  private:
    Result<std::string> contents(std::string_view id, std::uint64_t promised, Deadline deadline);
    Result<ObjectInfo> ask(std::string_view command, std::string_view name, Deadline deadline);
    Result<ObjectInfo> ask_once(std::string_view request, std::string_view name, Deadline deadline);
    Result<void> start();
    Result<void> send(std::string_view bytes, Deadline deadline);
    Result<void> fill(Deadline deadline);
    Result<std::string> read_line(Deadline deadline);
    Result<std::string> read_bytes(std::size_t count, Deadline deadline);

    std::string root_;
    GitOptions options_;
    std::mutex mutex_;  // guards all below
    Child child_;
    std::string buffer_;  // read and not yet used
};

}  // namespace restante::vcs
