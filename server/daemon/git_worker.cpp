#include "daemon/git_worker.hpp"

#include <algorithm>
#include <vector>

namespace restante::daemon {

Result<Clone*> GitWorker::clone(const std::string& root) {
    auto found = clones_.find(root);
    // Removed, and perhaps made anew: what is open of it is of files that are no more.
    if (found != clones_.end() && vcs::identity_of(found->second.git_dir) != found->second.folder) {
        clones_.erase(found);
        found = clones_.end();
    }
    if (found == clones_.end()) {
        auto repository = vcs::discover(root);
        if (!repository) return tl::unexpected(std::move(repository).error());
        if (clones_.size() >= clones_max) {
            clones_.erase(std::min_element(clones_.begin(), clones_.end(), [](const auto& a, const auto& b) {
                return a.second.used < b.second.used;
            }));
        }
        auto git_dir = repository->git_dir;
        auto folder = vcs::identity_of(git_dir);
        found = clones_
                    .emplace(root, Entry{std::make_unique<Clone>(std::move(*repository)), std::move(git_dir),
                                         folder, 0})
                    .first;
    }
    found->second.used = ++uses_;
    return found->second.clone.get();
}

Result<vcs::Git*> GitWorker::git(const std::string& root) {
    return clone(root).map([](Clone* found) { return &found->git(); });
}

void GitWorker::rest() {
    for (auto& [root, entry] : clones_)
        entry.clone->rest();
    measure();
}

void GitWorker::measure() {
    std::vector<const Entry*> recent;
    for (const auto& [root, entry] : clones_)
        recent.push_back(&entry);
    std::sort(recent.begin(), recent.end(), [](const Entry* a, const Entry* b) { return a->used > b->used; });
    std::size_t bytes = 0;
    for (const auto* entry : recent) {
        const auto more = entry->clone->bytes_kept();
        // What was used last stays: its own bounds hold it below the common one.
        if (bytes > 0 && bytes + more > bytes_kept_max_)
            entry->clone->rest();
        else
            bytes += more;
    }
    bytes_kept_ = bytes;
}

}  // namespace restante::daemon
