#include "follow/route.hpp"

#include <algorithm>
#include <queue>
#include <unordered_set>

namespace restante::follow {
namespace {

constexpr std::uint8_t of_from = 1;
constexpr std::uint8_t of_to = 2;
constexpr std::uint8_t of_both = of_from | of_to;
constexpr std::size_t extension_max = 2'000;  // commits
constexpr std::size_t leads_bytes_max =
    1024UL * 1024;  // of what is known to lead to bases; one is kept anyway
constexpr std::size_t transitions_max = 100'000;

constexpr std::int8_t unknown = -1;
constexpr std::int8_t no = 0;
constexpr std::int8_t yes = 1;

}  // namespace

Route::Route(History& history, CommitNumber from, CommitNumber to) : history_(history), from_(from), to_(to) {
    if (from == to) {
        relation_ = Relation::same;
        base_ = from;
        return;
    }
    paint();
}

void Route::paint() {
    struct Entry {
        std::int64_t at;
        CommitNumber commit;
        bool operator<(const Entry& other) const {
            return at != other.at ? at < other.at : commit < other.commit;
        }
    };
    struct State {
        std::uint8_t done = 0;   // the flags that its parents have been given
        bool one_sided = false;  // waits in the queue, and is not known to be common
    };
    std::priority_queue<Entry> queue;
    std::vector<State> states;
    std::size_t open = 0;  // commits that wait one-sided: without any, all that is left is common
    const auto push = [&](CommitNumber commit, std::uint8_t flags) {
        if (commit >= flags_.size()) {
            flags_.resize(commit + 1);
            states.resize(commit + 1);
        }
        auto& here = flags_[commit];
        if ((here | flags) == here) return;
        here |= flags;
        auto& state = states[commit];
        const bool one_sided = here != of_both;
        if (one_sided && !state.one_sided) ++open;
        if (!one_sided && state.one_sided) --open;
        state.one_sided = one_sided;
        queue.push({history_.node(commit).committed_at, commit});
    };
    push(from_, of_from);
    push(to_, of_to);
    while (open > 0) {
        const auto commit = queue.top().commit;
        queue.pop();
        const auto flags = flags_[commit];
        auto& state = states[commit];
        if (state.done == flags) continue;
        state.done = flags;
        if (state.one_sided) --open;
        state.one_sided = false;
        if (flags == of_both && !base_) base_ = commit;
        const auto& node = history_.node(commit);
        if (!node.known) cut_ = true;
        for (const auto parent : node.parents)
            push(parent, flags);
    }
    // The newest common commit may still wait.
    for (; !base_ && !queue.empty(); queue.pop())
        if (flags_[queue.top().commit] == of_both) base_ = queue.top().commit;
    if (!base_) return;
    relation_ = *base_ == from_ ? Relation::after : *base_ == to_ ? Relation::before : Relation::beside;
}

bool Route::extend(CommitNumber to) {
    if (to == to_) return true;
    if (relation_ != Relation::after) return false;
    // Every way down must end at a commit that was met before: one that leads around them all would have to
    // be painted to its end. And what is older than the route's beginning may be below it, unmet.
    const auto begun_at = history_.node(from_).committed_at;
    std::vector<CommitNumber> fresh;
    std::vector<CommitNumber> stack{to};
    std::unordered_set<CommitNumber> seen;
    bool through_the_end = false;
    while (!stack.empty()) {
        const auto commit = stack.back();
        stack.pop_back();
        through_the_end = through_the_end || commit == to_;
        if (flags(commit) != 0 || !seen.insert(commit).second) continue;
        const auto& node = history_.node(commit);
        const bool unclear = !node.known || node.parents.empty() || node.committed_at < begun_at;
        if (unclear || fresh.size() >= extension_max) return false;
        fresh.push_back(commit);
        stack.insert(stack.end(), node.parents.begin(), node.parents.end());
    }
    if (!through_the_end) return false;
    for (const auto commit : fresh) {
        if (commit >= flags_.size()) flags_.resize(commit + 1);
        flags_[commit] = of_to;
    }
    earlier_ends_.push_back(to_);
    to_ = to;
    return true;
}

bool Route::leads_to(CommitNumber commit, CommitNumber base) const {
    if (!leads_.contains(base) && (leads_.size() + 1) * flags_.size() > leads_bytes_max) leads_.clear();
    auto& leads = leads_[base];
    leads.resize(flags_.size(), unknown);
    if (commit >= leads.size()) return false;
    // Depth first with a stack of its own: histories are deeper than call stacks.
    std::vector<CommitNumber> stack{commit};
    while (!stack.empty()) {
        const auto top = stack.back();
        if (leads[top] == unknown) {
            const auto met = flags(top);
            if (top == base)
                leads[top] = yes;
            else if (met == 0 || met == of_both)
                leads[top] = no;
        }
        if (leads[top] == unknown) {
            bool ready = true;
            bool any = false;
            for (const auto parent : history_.node(top).parents) {
                const auto known = parent < leads.size() ? leads[parent] : no;
                if (known == unknown) {
                    ready = false;
                    stack.push_back(parent);
                }
                any = any || known == yes;
            }
            if (!ready) continue;
            leads[top] = any ? yes : no;
        }
        stack.pop_back();
    }
    return leads[commit] == yes;
}

Result<std::vector<Transition>> Route::chain(CommitNumber top, CommitNumber base,
                                             const std::string& path) const {
    const ChainKey key{top, base, path};
    if (const auto known = chains_.find(key); known != chains_.end()) return known->second;
    auto found = walk_down(top, base, path);
    if (!found) return found;
    if (transitions_kept_ + found->size() > transitions_max) {
        chains_.clear();
        transitions_kept_ = 0;
    }
    transitions_kept_ += found->size();
    chains_.emplace(key, *found);
    return found;
}

Result<std::vector<Transition>> Route::walk_down(CommitNumber top, CommitNumber base,
                                                 const std::string& path) const {
    std::vector<Transition> out;
    auto here = top;
    auto blob = history_.blob_at(here, path);
    if (!blob) return tl::unexpected(std::move(blob).error());
    while (here != base) {
        // Below the base nothing changed that the anchor has not seen.
        if (here != top && flags(here) == of_both) break;
        // Further down it is as it was when the route ended here.
        if (here != top && std::ranges::find(earlier_ends_, here) != earlier_ends_.end()) {
            const auto known = chains_.find({here, base, path});
            if (known != chains_.end()) {
                out.insert(out.end(), known->second.begin(), known->second.end());
                break;
            }
        }
        const auto parents = history_.node(here).parents;
        std::optional<CommitNumber> next;
        std::optional<vcs::ObjectId> next_blob;
        bool same = false;
        for (const bool on_the_way : {true, false}) {
            for (const auto parent : parents) {
                if (leads_to(parent, base) != on_the_way || !history_.node(parent).known) continue;
                auto there = history_.blob_at(parent, path);
                if (!there) return tl::unexpected(std::move(there).error());
                if (*there == *blob) {
                    next = parent;
                    same = true;
                    break;
                }
                if (!next) {
                    next = parent;
                    next_blob = *there;
                }
            }
            if (same) break;
        }
        if (!next) break;
        if (!same) {
            out.push_back({*next, here});
            *blob = next_blob;
        }
        here = *next;
    }
    return out;
}

}  // namespace restante::follow
