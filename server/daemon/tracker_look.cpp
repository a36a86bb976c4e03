// Tracker: looking for code that changes not yet committed took to other files.
#include <unistd.h>

#include <algorithm>
#include <set>

#include "daemon/tracker.hpp"
#include "vcs/work_tree.hpp"

namespace restante::daemon {

void Tracker::files_may_differ(const std::string& root) {
    auto* state = find(root);
    if (state == nullptr) return;
    check(*state);
    look(*state);
}

void Tracker::look(State& state) {
    // What is not followed yet is in no file that could be asked about.
    if (!state.no || state.passing || state.checking) state.look_after = true;
    if (!state.no) return;
    if (std::exchange(state.looking, true)) {
        state.look_again = true;
        return;
    }
    const auto over = [buffers = buffers_(state.root),
                       root = state.root](std::vector<vcs::OverlayFile>& files) {
        for (const auto& buffer : buffers) {
            // A buffer may outlive its file, which was renamed, say: its text is nowhere then.
            if (::access((root + "/" + buffer.path).c_str(), F_OK) != 0) continue;
            std::erase_if(files, [&](const auto& file) { return file.path == buffer.path; });
            files.push_back(buffer);
        }
    };
    const bool accepted = git_.executor().post([this, root = state.root, over] {
        auto files = std::make_shared<std::vector<vcs::OverlayFile>>();
        if (auto clone = git_.clone(root))
            if (auto found = vcs::work_tree_files((*clone)->repository())) *files = std::move(*found);
        over(*files);
        loop_.post([this, root, files] {
            auto* later = find(root);
            if (later == nullptr) return;
            later->differing.clear();
            std::vector<store::Whereabouts> from;
            for (const auto& file : *files) {
                later->differing.insert(file.path);
                auto known = reader_.whereabouts_in(*later->no, file.path);
                if (!known) continue;
                for (auto& at : known->each)
                    if (at.path == file.path && !at.stale && !at.blob.empty() && !at.lost)
                        from.push_back(std::move(at));
            }
            take(*later, files, std::move(from));
        });
    });
    if (!accepted) state.looking = false;
}

bool Tracker::differs(const std::string& root, const std::string& path) const {
    const auto state = states_.find(root);
    return state != states_.end() && state->second->differing.contains(path);
}

void Tracker::take(State& state, const std::shared_ptr<std::vector<vcs::OverlayFile>>& files,
                   std::vector<store::Whereabouts> from) {
    if (from.empty()) return taken(state, {});
    const bool accepted =
        git_.executor().post([this, root = state.root, head = state.head, files, from = std::move(from)] {
            std::vector<Clone::Taken> found;
            const auto id = vcs::ObjectId::parse(head);
            if (auto clone = git_.clone(root); clone && id)
                if (auto taken = (*clone)->taken_elsewhere(*id, *files, from)) found = std::move(*taken);
            loop_.post([this, root, found = std::move(found)]() mutable {
                if (auto* later = find(root)) taken(*later, std::move(found));
            });
        });
    if (!accepted) state.looking = false;
}

void Tracker::taken(State& state, std::vector<Clone::Taken> found) {
    state.looking = false;
    auto before = std::exchange(state.uncommitted, {});
    std::set<std::string> paths;
    for (auto& one : found) {
        const auto thread = one.at.thread;
        const auto known = before.find(thread);
        if (known == before.end() || known->second.at != one.at) {
            paths.insert(one.from);
            paths.insert(one.at.path);
            if (known != before.end()) paths.insert(known->second.at.path);
        }
        state.uncommitted[thread] = {std::move(one.at), std::move(one.text)};
    }
    for (const auto& [thread, known] : before)
        if (!state.uncommitted.contains(thread)) {
            paths.insert(known.at.path);
            if (const auto at = reader_.whereabouts_of(*state.no, thread); at && *at)
                paths.insert((*at)->path);
        }
    if (!paths.empty()) changed_(state.root, {paths.begin(), paths.end()});
    if (std::exchange(state.look_again, false)) look(state);
    rest_later();
}

}  // namespace restante::daemon
