#include "daemon/git_worker.hpp"

#include <algorithm>

namespace restante::daemon {

Result<vcs::Git*> GitWorker::git(const std::string& root) {
    auto found = clones_.find(root);
    if (found == clones_.end()) {
        auto repository = vcs::discover(root);
        if (!repository) return tl::unexpected(std::move(repository).error());
        if (clones_.size() >= clones_max) {
            clones_.erase(std::min_element(clones_.begin(), clones_.end(), [](const auto& a, const auto& b) {
                return a.second.used < b.second.used;
            }));
        }
        found = clones_.emplace(root, Clone{vcs::open_git(std::move(*repository)), 0}).first;
    }
    found->second.used = ++uses_;
    return found->second.git.get();
}

}  // namespace restante::daemon
