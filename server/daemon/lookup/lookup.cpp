#include "daemon/lookup/lookup.hpp"

#include <algorithm>

#include "vcs/work_tree.hpp"

namespace restante::daemon::lookup {
namespace {

/// Git writes several files for one checkout, and an editor saves several of one change.
constexpr std::chrono::milliseconds looks_delay{150};
constexpr std::size_t hints_max = 2'000;

}  // namespace

Lookup::Lookup(rpc::Loop& loop, Log& log)
    : loop_(loop),
      log_(log),
      watch_(loop, [this](const std::string& root, const std::vector<std::string>& paths,
                          bool folder) { told(root, paths, folder); }),
      ahead_("restante-ahead", jobs_max, ahead_nice),
      history_("restante-hist", jobs_max, history_nice),
      why_("restante-why", jobs_max, why_nice) {}

Error Lookup::busy() {
    return {Errc::unavailable, "too many questions about decisions are waiting",
            "the disk or git is slow; ask again in a moment"};
}

void Lookup::told(const std::string& root, const std::vector<std::string>& paths, bool folder) {
    auto& state = states_[root];
    bool any = false;
    for (const auto& path : paths) {
        if (!shelf::tells_of_records(path)) continue;
        any = true;
        state.hints.insert(path);
        state.since.insert(path);
    }
    if (folder || state.hints.size() > hints_max) clone_may_differ(root);
    // What comes within a moment is looked at together; a question does not wait for it.
    if (any) state.hints_soon = loop_.after(looks_delay, [this, root] { looked(root); });
}

std::vector<std::string> Lookup::take_hints(const std::string& root) {
    auto& state = states_[root];
    state.known = true;
    watch_.poll();
    const auto hints = std::exchange(state.hints, {});
    return {hints.begin(), hints.end()};
}

void Lookup::rest_later() {
    rest_ = loop_.after(rest_after, [this] {
        (void)why_.post([this] {
            for (auto& [root, entry] : desks_)
                entry.desk->rest();
        });
    });
}

/// The hints are looked at, whoever asks or not.
void Lookup::looked(const std::string& root) {
    ask(
        root, [](Desk&) -> Result<bool> { return true; }, [](const Result<bool>&) {});
}

void Lookup::clone_may_differ(const std::string& root) {
    auto& state = states_[root];
    if (!state.known) return;  // nobody has asked yet
    if (state.looking) {
        state.look_again = true;
        return;
    }
    state.looks_soon = loop_.after(looks_delay, [this, root] { look(root); });
}

void Lookup::look(const std::string& root) {
    auto& state = states_[root];
    state.looking = true;
    state.since.clear();
    const auto finished = [this, root](const Error* error) {
        auto& now = states_[root];
        now.looking = false;
        if (error != nullptr && error->code != Errc::cancelled)
            log_.warning("records.look", to_string(*error));
        if (std::exchange(now.look_again, false)) clone_may_differ(root);
    };
    const bool accepted = history_.post([this, root, finished] {
        const auto repository = vcs::discover(root);
        auto files = repository ? vcs::work_tree_files(*repository) : tl::unexpected(repository.error());
        loop_.post([this, root, finished,
                    files = std::make_shared<Result<std::vector<vcs::OverlayFile>>>(std::move(files))] {
            if (!*files) return finished(&files->error());
            // Git does not know what was written after it looked.
            watch_.poll();
            const auto& since = states_[root].since;
            ask(
                root,
                [files, paths = std::vector<std::string>(since.begin(), since.end())](Desk& desk) {
                    auto looked = desk.look(**files);
                    return looked ? desk.look_at(paths) : looked;
                },
                [finished](const Result<bool>& looked) { finished(looked ? nullptr : &looked.error()); });
        });
    });
    if (!accepted) {
        const auto error = busy();
        finished(&error);
    }
}

void Lookup::saved(const std::string& root, const std::string& path) {
    auto& state = states_[root];
    if (state.known) told(root, {path}, false);
}

void Lookup::opened(const std::string& root, const std::string& path) {
    if (!ahead_of_.emplace(root, path).second) return;
    using Question = std::optional<grounds::BlameQuestion>;
    ask(
        root,
        [path](Desk& desk) -> Result<std::pair<Question, vcs::Repository>> {
            return std::pair(desk.ahead(path), desk.repository());
        },
        [this, root, path](Result<std::pair<Question, vcs::Repository>> found) {
            const auto forget = [this, root, path] { ahead_of_.erase({root, path}); };
            if (!found || !found->first) return forget();
            auto& [question, repository] = *found;
            question->stop = stopping_.get_token();
            const bool accepted =
                ahead_.post([this, root, forget, question = *question, repository = repository] {
                    auto answer = std::make_shared<Result<std::vector<grounds::Blamed>>>(
                        grounds::blame(repository, question));
                    loop_.post([this, root, forget, question, answer] {
                        forget();
                        if (!*answer) return;  // whoever asks about the file is told
                        ask(
                            root,
                            [question, answer](Desk& desk) -> Result<bool> {
                                desk.keep(question, std::move(*answer));
                                return true;
                            },
                            [](const Result<bool>&) {});
                    });
                });
            if (!accepted) forget();
        });
}

Result<Desk*> Lookup::desk_at(const std::string& root, const std::vector<std::string>& changed_paths) {
    auto found = desks_.find(root);
    // Removed, and perhaps made anew: what is open of it is of files that are no more.
    if (found != desks_.end() &&
        vcs::identity_of(found->second.desk->repository().git_dir) != found->second.folder) {
        desks_.erase(found);
        found = desks_.end();
    }
    if (found == desks_.end()) {
        auto repository = vcs::discover(root);
        if (!repository) return tl::unexpected(std::move(repository).error());
        if (desks_.size() >= clones_max)
            desks_.erase(std::min_element(desks_.begin(), desks_.end(), [](const auto& a, const auto& b) {
                return a.second.used < b.second.used;
            }));
        const auto folder = vcs::identity_of(repository->git_dir);
        found =
            desks_.emplace(root, Entry{std::make_unique<Desk>(std::move(*repository)), folder, 0, 0}).first;
    }
    auto& entry = found->second;
    entry.used = ++uses_;
    // What is wrong with .restante.json is told to who asks for records.
    if (!changed_paths.empty()) (void)entry.desk->look_at(changed_paths);
    return entry.desk.get();
}

/// What the job found out is told to the loop: where records are, and that they are others.
void Lookup::report(const std::string& root) {
    const auto found = desks_.find(root);
    if (found == desks_.end()) return;
    auto& entry = found->second;
    const auto version = entry.desk->version();
    if (version == entry.told_version) return;
    entry.told_version = version;
    auto folders = entry.desk->folders();
    loop_.post([this, root, folders = std::move(folders)] {
        // What happened in a folder before it was watched was not told.
        if (watch_.add(root, folders)) clone_may_differ(root);
        changed_(root);
    });
}

void Lookup::stop() {
    stopping_.request_stop();
    for (const auto& pending : pending_)
        pending->stop.request_stop();
    ahead_.stop();
    history_.stop();
    why_.stop();
}

}  // namespace restante::daemon::lookup
