// Tells which files changed in the folders that hold decision records, by inotify(7). Owned by the Lookup;
// loop thread. Where the kernel has no watches left it stays silent: what git or an editor saved is looked at
// all the same.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rpc/readable.hpp"

namespace restante::daemon {

class RecordWatch {
  public:
    static constexpr std::size_t folders_max = 2'000;  // of all clones

    /// `paths`: in the clone. `folder`: a folder came or went, so that any file may have.
    using Changed = std::function<void(const std::string& root, std::vector<std::string> paths, bool folder)>;
    RecordWatch(rpc::Loop& loop, Changed changed);

    /// These folders of the clone, too, for as long as they are there: one that held a record may hold one
    /// again. True when some were not watched before: what changed in them until now was not told.
    bool add(const std::string& root, const std::vector<std::string>& folders);
    /// Tells at once what has changed so far.
    void poll();

  private:
    void read(int fd);

    Changed changed_;
    std::optional<rpc::Readable> readable_;                       // absent where inotify is not to be had
    std::map<int, std::pair<std::string, std::string>> folders_;  // root and folder, by watch
};

}  // namespace restante::daemon
