#include "daemon/git_worker.hpp"

#include <algorithm>

namespace restante::daemon {

Result<std::string> GitWorker::blob(const std::string& root, const std::string& id) {
    auto found = processes_.find(root);
    if (found == processes_.end()) {
        if (processes_.size() >= processes_max) {
            processes_.erase(
                std::min_element(processes_.begin(), processes_.end(),
                                 [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
        }
        found = processes_.emplace(root, Process{std::make_unique<vcs::CatFile>(root), 0}).first;
    }
    found->second.used = ++uses_;
    return found->second.cat_file->blob(id);
}

}  // namespace restante::daemon
