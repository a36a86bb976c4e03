// Tells when a clone may have gone to another commit: by inotify(7) on the two files that git writes then,
// HEAD and its log. Owned by the daemon, loop thread. Where the kernel has no watches left it stays silent,
// and who asks about a file finds out all the same.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "rpc/readable.hpp"
#include "vcs/repository.hpp"

namespace restante::daemon {

class HeadWatch {
  public:
    /// `changed` gets the root of the clone.
    HeadWatch(rpc::Loop& loop, std::function<void(const std::string& root)> changed);

    void add(const vcs::Repository& repository);

  private:
    void read(int fd);

    std::function<void(const std::string&)> changed_;
    std::optional<rpc::Readable> readable_;  // absent where inotify is not to be had
    std::map<int, std::string> roots_;       // by watch
};

}  // namespace restante::daemon
