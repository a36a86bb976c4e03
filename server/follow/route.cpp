#include "follow/route.hpp"

#include <algorithm>
#include <queue>

namespace restante::follow {
namespace {

constexpr std::uint8_t of_from = 1;
constexpr std::uint8_t of_to = 2;
constexpr std::uint8_t of_both = of_from | of_to;

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
    std::unordered_map<CommitNumber, State> states;
    std::size_t open = 0;  // commits that wait one-sided: without any, all that is left is common
    const auto push = [&](CommitNumber commit, std::uint8_t flags) {
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

bool Route::leads_to(CommitNumber commit, CommitNumber base) const {
    if (leads_base_ != base) {
        leads_.clear();
        leads_base_ = base;
    }
    // Depth first with a stack of its own: histories are deeper than call stacks.
    std::vector<CommitNumber> stack{commit};
    while (!stack.empty()) {
        const auto top = stack.back();
        if (leads_.contains(top)) {
            stack.pop_back();
            continue;
        }
        if (top == base) {
            leads_[top] = true;
            stack.pop_back();
            continue;
        }
        const auto flags = flags_.find(top);
        if (flags == flags_.end() || flags->second == of_both) {
            leads_[top] = false;
            stack.pop_back();
            continue;
        }
        bool ready = true;
        bool leads = false;
        for (const auto parent : history_.node(top).parents) {
            const auto known = leads_.find(parent);
            if (known == leads_.end()) {
                ready = false;
                stack.push_back(parent);
            } else {
                leads = leads || known->second;
            }
        }
        if (!ready) continue;
        leads_[top] = leads;
        stack.pop_back();
    }
    return leads_[commit];
}

Result<std::vector<Transition>> Route::chain(CommitNumber top, CommitNumber base,
                                             const std::string& path) const {
    std::vector<Transition> out;
    auto here = top;
    auto blob = history_.blob_at(here, path);
    if (!blob) return tl::unexpected(std::move(blob).error());
    while (here != base) {
        // Below the base nothing changed that the anchor has not seen.
        const auto flags = flags_.find(here);
        if (here != top && flags != flags_.end() && flags->second == of_both) break;
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
