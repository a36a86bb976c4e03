#include "daemon/record_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace restante::daemon {

RecordWatch::RecordWatch(rpc::Loop& loop, Changed changed) : changed_(std::move(changed)) {
    UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (fd) readable_.emplace(loop, std::move(fd), [this](int ready) { read(ready); });
}

bool RecordWatch::add(const std::string& root, const std::vector<std::string>& folders) {
    if (!readable_) return false;
    std::set<std::string> watched;
    for (const auto& [watch, where] : folders_)
        if (where.first == root) watched.insert(where.second);
    bool more = false;
    for (const auto& folder : folders) {
        if (watched.contains(folder) || folders_.size() >= folders_max) continue;
        const auto path = folder.empty() ? root : root + "/" + folder;
        const auto watch = ::inotify_add_watch(readable_->fd(), path.c_str(),
                                               IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                                   IN_CREATE | IN_ONLYDIR | IN_DONT_FOLLOW);
        if (watch < 0) continue;
        folders_[watch] = {root, folder};
        more = true;
    }
    return more;
}

void RecordWatch::poll() {
    if (readable_) read(readable_->fd());
}

void RecordWatch::read(int fd) {
    struct Told {
        std::set<std::string> paths;
        bool folder = false;
    };
    std::map<std::string, Told> told;
    alignas(inotify_event) std::array<char, 16384> buffer{};
    for (;;) {
        const auto size = ::read(fd, buffer.data(), buffer.size());
        if (size <= 0) break;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
            at += sizeof(inotify_event) + event->len;
            if ((event->mask & IN_Q_OVERFLOW) != 0)  // some were lost: whichever
                for (const auto& [watch, where] : folders_)
                    told[where.first].folder = true;
            const auto found = folders_.find(event->wd);
            if (found == folders_.end()) continue;
            const auto [root, folder] = found->second;
            if ((event->mask & IN_IGNORED) != 0) {  // the folder is no more
                told[root].folder = true;
                folders_.erase(found);
                continue;
            }
            if ((event->mask & IN_ISDIR) != 0) {
                told[root].folder = true;
                continue;
            }
            if (event->len == 0) continue;
            const std::string_view name(static_cast<const char*>(event->name));
            told[root].paths.insert(folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name));
        }
    }
    for (auto& [root, what] : told)
        changed_(root, {what.paths.begin(), what.paths.end()}, what.folder);
}

}  // namespace restante::daemon
