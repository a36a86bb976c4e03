// Tells when git may have changed what is in a clone's work tree: by inotify(7) on the files that it writes
// then, HEAD, its log and the index (a checkout of files, a stash, a rename), and when it has fetched. Owned
// by the daemon, loop thread. Where the kernel has no watches left it stays silent, and who asks about a file
// finds out all the same.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "rpc/readable.hpp"
#include "vcs/repository.hpp"

namespace restante::daemon {

class CloneWatch {
  public:
    using Told = std::function<void(const std::string& root)>;
    /// `fetched`: objects may have come.
    using Changed = std::function<void(const std::string& root, bool fetched)>;
    /// `changed` gets the root of the clone, and `gone` that of one whose git folder was removed: it is not
    /// watched any more, though another may be at its place by now.
    CloneWatch(rpc::Loop& loop, Changed changed, Told gone);

    void add(const vcs::Repository& repository);
    /// Whether it would be told.
    [[nodiscard]] bool watches(const std::string& root) const;
    /// Tells at once what git has written so far.
    void poll();

  private:
    void read(int fd);

    Changed changed_;
    Told gone_;
    std::optional<rpc::Readable> readable_;  // absent where inotify is not to be had
    std::map<int, std::string> roots_;       // by watch
};

}  // namespace restante::daemon
