// Tracker: following the threads that are not where HEAD is, a slice at a time.
#include <chrono>
#include <set>

#include "daemon/tracker.hpp"

namespace restante::daemon {
namespace {

constexpr std::size_t slice_threads = 64;
/// How long following may keep the git worker from what people wait for.
constexpr std::chrono::milliseconds slice_time{20};
/// So that whoever wrote has their answer first: reader, writer and SQLite's locks are theirs until then.
constexpr std::chrono::milliseconds come_settles{30};

}  // namespace

void Tracker::threads_came(const std::string& repository) {
    for (auto& [root, state] : states_) {
        if (state->repository != repository || std::exchange(state->passing_soon, true)) continue;
        state->passes_soon = loop_.after(come_settles, [this, root = root] {
            auto* later = find(root);
            if (later == nullptr) return;
            later->passing_soon = false;
            pass(*later);
        });
    }
}

void Tracker::pass(State& state) {
    if (!state.no) return;
    if (std::exchange(state.passing, true)) {
        state.pass_again = true;
        return;
    }
    next_slice(state);
}

Tracker::Slice Tracker::slice_of(store::Unfollowed found) {
    Slice slice{std::move(found.threads), {}, found.mark};
    slice.earlier.resize(slice.threads.size());
    for (std::size_t i = 0; i < slice.threads.size(); ++i) {
        const auto& thread = slice.threads[i];
        if (thread.anchor_op == thread.id.as<OpTag>()) continue;  // never re-attached
        const auto changes = reader_.anchors_of(thread.id);
        if (!changes) {
            log_.error("follow.anchors", to_string(changes.error()));
            continue;
        }
        for (auto change = changes->rbegin(); change != changes->rend(); ++change)
            if (change->op != thread.anchor_op) slice.earlier[i].push_back(change->anchor);
    }
    return slice;
}

void Tracker::next_slice(State& state) {
    writer_.run_idle([no = *state.no, repository = state.repository](
                         store::Store& store) { return store.unfollowed(no, repository, slice_threads); },
                     [this, root = state.root](Result<store::Unfollowed> found) {
                         auto* later = find(root);
                         if (later == nullptr) return;
                         if (!found) log_.error("follow.threads", to_string(found.error()));
                         if (!found || found->threads.empty()) {
                             later->passing = false;
                             if (std::exchange(later->pass_again, false)) return pass(*later);
                             // It may be committed now.
                             if (std::exchange(later->look_after, false) || !later->uncommitted.empty())
                                 look(*later);
                             return rest_later();
                         }
                         follow_slice(*later, std::make_shared<Slice>(slice_of(std::move(*found))), 0);
                     });
}

void Tracker::follow_slice(State& state, const std::shared_ptr<Slice>& slice, std::size_t from) {
    const auto job = [this, root = state.root, head = state.head, slice, from] {
        std::vector<store::Whereabouts> rows;
        auto at = from;
        const auto clone = git_.clone(root);
        const auto id = vcs::ObjectId::parse(head);
        const auto until = std::chrono::steady_clock::now() + slice_time;
        while (clone && id && at < slice->threads.size() &&
               (rows.empty() || std::chrono::steady_clock::now() < until)) {
            rows.push_back((*clone)->follow(slice->threads[at], *id, slice->earlier[at]));
            ++at;
        }
        git_.measure();
        loop_.post([this, root, head, rows = std::move(rows), slice, at]() mutable {
            auto* later = find(root);
            if (later == nullptr) return;
            if (rows.empty()) {
                later->passing = false;
                return;
            }
            followed(*later, head, std::move(rows), slice, at);
        });
    };
    // Behind whatever is waiting for git.
    if (!git_.executor().post_idle(job)) state.passing = false;
}

void Tracker::followed(State& state, const std::string& head, std::vector<store::Whereabouts> rows,
                       const std::shared_ptr<Slice>& slice, std::size_t next) {
    std::set<std::string> paths;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& thread = slice->threads[next - rows.size() + i];
        paths.insert(thread.anchor.path);
        paths.insert(rows[i].path);
        if (const auto before = reader_.whereabouts_of(*state.no, rows[i].thread); before && *before)
            paths.insert((*before)->path);
    }
    writer_.run_idle([no = *state.no, head, rows = std::move(rows),
                      mark = next == slice->threads.size() ? slice->mark : std::nullopt](
                         store::Store& store) { return store.put_whereabouts(no, head, rows, mark); },
                     [this, root = state.root, paths = std::vector(paths.begin(), paths.end()), slice,
                      next](const Result<void>& put) {
                         auto* later = find(root);
                         if (later == nullptr) return;
                         if (!put) {
                             log_.error("follow.put", to_string(put.error()));
                             later->passing = false;  // a full disk, say: the next look begins anew
                             return;
                         }
                         changed_(root, paths);
                         if (next < slice->threads.size()) return follow_slice(*later, slice, next);
                         next_slice(*later);
                     });
}

}  // namespace restante::daemon
