#include "daemon/clone_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

namespace restante::daemon {

CloneWatch::CloneWatch(rpc::Loop& loop, Changed changed, Told gone)
    : changed_(std::move(changed)), gone_(std::move(gone)) {
    UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (fd) readable_.emplace(loop, std::move(fd), [this](int ready) { read(ready); });
}

void CloneWatch::add(const vcs::Repository& repository) {
    if (!readable_) return;
    // Folders, for git replaces these files: HEAD and the index by renaming, HEAD's log by appending.
    // Reftables are renamed, too.
    for (const auto* below : {"", "/logs", "/reftable"}) {
        const auto folder = repository.git_dir + below;
        const auto watch =
            ::inotify_add_watch(readable_->fd(), folder.c_str(), IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR);
        if (watch >= 0) roots_[watch] = repository.root;
    }
}

bool CloneWatch::watches(const std::string& root) const {
    return std::any_of(roots_.begin(), roots_.end(), [&](const auto& watch) { return watch.second == root; });
}

void CloneWatch::poll() {
    if (readable_) read(readable_->fd());
}

void CloneWatch::read(int fd) {
    std::map<std::string, bool> roots;  // and whether it has fetched
    std::set<std::string> unwatched;
    alignas(inotify_event) std::array<char, 8192> buffer{};
    for (;;) {
        const auto size = ::read(fd, buffer.data(), buffer.size());
        if (size <= 0) break;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
            at += sizeof(inotify_event) + event->len;
            const std::string_view name(event->len > 0 ? static_cast<const char*>(event->name) : "");
            if ((event->mask & IN_IGNORED) != 0) {  // the folder is no more
                if (const auto node = roots_.extract(event->wd)) unwatched.insert(node.mapped());
                continue;
            }
            const bool fetched = name == "FETCH_HEAD" || name == "shallow";
            if (!fetched && name != "HEAD" && name != "tables.list" && name != "index") continue;
            if (const auto found = roots_.find(event->wd); found != roots_.end())
                roots[found->second] |= fetched;
        }
    }
    for (const auto& [root, fetched] : roots)
        changed_(root, fetched);
    for (const auto& root : unwatched)
        if (!watches(root)) gone_(root);
}

}  // namespace restante::daemon
