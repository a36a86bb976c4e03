#include "daemon/clone_engine.hpp"

#include <algorithm>

#include "anchor/alignment.hpp"
#include "anchor/record.hpp"
#include "anchor/standing.hpp"
#include "daemon/whereabouts.hpp"
#include "vcs/blob_id.hpp"
#include "vcs/work_tree.hpp"

namespace restante::daemon {
namespace {

constexpr std::int64_t ms_per_second = 1000;

std::string short_hex(const std::string& hex) {
    return hex.substr(0, 10);
}

}  // namespace

Clone::Clone(vcs::Repository repository)
    : repository_(std::move(repository)), git_(vcs::open_git(repository_)) {}
Clone::~Clone() = default;

Clone::Engine& Clone::engine() {
    if (!engine_) engine_ = std::make_unique<Engine>(repository_);
    return *engine_;
}

std::string Clone::blob_at(follow::CommitNumber commit, const std::string& path) {
    const auto blob = engine().history.blob_at(commit, path);
    return blob && *blob ? (*blob)->hex() : std::string();
}

std::optional<follow::Origin> Clone::origin_of(const anchor::Anchor& anchor, TimeMs opened_at,
                                               follow::CommitNumber head) {
    auto& history = engine().history;
    if (anchor.commit) {
        const auto id = vcs::ObjectId::parse(*anchor.commit);
        const auto commit = id ? history.commit(*id) : fail(Errc::not_found, "no id");
        if (commit && blob_at(*commit, anchor.path) == anchor.blob)
            return follow::Origin{*commit, anchor.range};
    }
    return follow::find_origin(history, anchor, opened_at / ms_per_second, head).value_or(std::nullopt);
}

store::Whereabouts Clone::follow(const core::Thread& thread, const vcs::ObjectId& head,
                                 std::span<const anchor::Anchor> earlier) {
    auto now = follow_anchor(thread, thread.anchor, head);
    if (earlier.empty() || !is_lost(now.state)) return now;
    const auto attached = thread.anchor.commit ? vcs::ObjectId::parse(*thread.anchor.commit) : std::nullopt;
    if (attached && descends(head, *attached)) return now;
    for (const auto& anchor : earlier) {
        auto before = follow_anchor(thread, anchor, head);
        if (is_lost(before.state)) continue;
        const bool here = attached && engine().history.commit(*attached);
        before.reason = fmt::format(
            "{}; attached to {} since, {}", before.reason, thread.anchor.path,
            !attached ? std::string("in changes that are not committed")
            : here    ? fmt::format("in commit {}, which this one does not have", short_hex(attached->hex()))
                      : fmt::format("in commit {}, which is not in this clone: git fetch brings it",
                                    short_hex(attached->hex())));
        return before;
    }
    return now;
}

bool Clone::descends(const vcs::ObjectId& after, const vcs::ObjectId& before) {
    auto& history = engine().history;
    const auto from = history.commit(before);
    const auto to = history.commit(after);
    if (!from || !to) return false;
    const auto& parents = history.node(*to).parents;
    if (*from == *to || std::ranges::find(parents, *from) != parents.end()) return true;
    return follow::Route(history, *from, *to).relation() == follow::Relation::after;
}

store::Whereabouts Clone::follow_anchor(const core::Thread& thread, const anchor::Anchor& anchor,
                                        const vcs::ObjectId& head) {
    store::Whereabouts out{.thread = thread.id,
                           .anchor_op = thread.anchor_op,
                           .path = anchor.path,
                           .anchor_path = thread.anchor.path,
                           .blob = {},
                           .range = anchor.range,
                           .reason = {},
                           .lost = {}};
    auto& history = engine().history;
    const auto at = history.commit(head);
    if (!at) {
        out.reason = at.error().message;
        return out;
    }
    if (blob_at(*at, anchor.path) == anchor.blob) {
        out.blob = anchor.blob;
        out.state = anchor::PlacementState::exact;
        out.confidence = 1.0;
        out.reason = "unchanged";
        return out;
    }

    const auto origin = origin_of(anchor, thread.opened_at, *at);
    if (!origin) {
        out.reason = anchor.commit
                         ? fmt::format("commit missing: {} is not in this clone", short_hex(*anchor.commit))
                         : "not committed: no commit of this branch has the text that was pointed at";
        return out;
    }

    const auto answer =
        engine().follower.follow({history.node(origin->commit).id, anchor.path, origin->range, head});
    out.state = answer.placement.state;
    out.confidence = std::clamp(answer.placement.confidence, 0.0, 1.0);
    out.reason = answer.placement.reason;
    if (answer.placement.range) {
        out.path = answer.path;
        out.range = *answer.placement.range;
        out.blob = blob_at(*at, answer.path);
        if (out.state == anchor::PlacementState::exact && out.range != anchor.range)
            out.state = anchor::PlacementState::shifted;
        return out;
    }
    if (!answer.last_good) return out;
    const auto& good = *answer.last_good;
    out.path = good.path;
    out.lost = {good.commit.hex(), good.broken_by.hex()};
    out.range = good.range;
    const auto commit = history.commit(good.commit);
    const auto now = blob_at(*at, good.path);
    const auto then = commit ? blob_at(*commit, good.path) : std::string();
    const auto new_text = text(now);
    const auto old_text = text(then);
    if (!new_text || !old_text) return out;
    const anchor::LineMap map(anchor::diff_lines(*old_text, *new_text));
    out.range = anchor::where_it_stood(map, anchor::lines_of_range(good.range), *new_text);
    out.blob = now;
    out.state = anchor::PlacementState::outdated;
    return out;
}

std::optional<std::vector<std::string>> Clone::changed_paths(const vcs::ObjectId& before,
                                                             const vcs::ObjectId& after) {
    auto& history = engine().history;
    const auto a = history.commit(before);
    const auto b = history.commit(after);
    if (!a || !b) return std::nullopt;
    const auto changes = history.changes(*a, *b);
    if (!changes || changes->size() > changed_paths_max) return std::nullopt;
    std::vector<std::string> paths;
    paths.reserve(changes->size());
    for (const auto& change : *changes)
        paths.push_back(change.path);
    return paths;
}

bool Clone::leaves_out(const std::string& path) {
    if (!git_->blob_at("HEAD", path)) return false;
    const auto changed = vcs::work_tree_files(repository_);
    return changed && std::ranges::none_of(*changed, [&](const auto& file) { return file.path == path; });
}

std::shared_ptr<const anchor::Text> Clone::text(const std::string& blob) {
    const auto id = vcs::ObjectId::parse(blob);
    return id ? engine().history.text(*id).value_or(nullptr) : nullptr;
}

Result<std::vector<Clone::Taken>> Clone::taken_elsewhere(const vcs::ObjectId& head,
                                                         const std::vector<vcs::OverlayFile>& files,
                                                         const std::vector<store::Whereabouts>& from) {
    std::vector<Taken> out;
    if (from.empty() || files.empty()) return out;
    // What is made in the overlay stays in it: each look begins anew.
    if (engine().overlaid) engine_.reset();
    auto& made = engine();
    made.overlaid = true;
    auto to = made.overlay->commit_on(head, files);
    if (!to) return tl::unexpected(std::move(to).error());
    const auto on_disk = made.history.commit(*to);
    if (!on_disk) return tl::unexpected(on_disk.error());
    for (const auto& one : from) {
        auto answer = made.follower.follow({head, one.path, one.range, *to});
        if (!answer.placement.range || answer.path == one.path) continue;
        const auto blob = made.history.blob_at(*on_disk, answer.path);
        if (!blob || !*blob) continue;
        auto there = made.history.text(**blob);
        if (!there) continue;
        auto at = one;
        at.path = std::move(answer.path);
        at.blob = vcs::blob_id((*there)->bytes());
        at.range = *answer.placement.range;
        at.state = anchor::PlacementState::moved;
        at.confidence = std::clamp(one.confidence * answer.placement.confidence, 0.0, 1.0);
        at.reason = std::move(answer.placement.reason);
        out.push_back({std::move(at), one.path, std::move(*there)});
    }
    return out;
}

std::size_t Clone::bytes_kept() const {
    return engine_ ? engine_->history.bytes_kept() + engine_->follower.bytes_kept() : 0;
}

void Clone::rest() {
    engine_.reset();
}

}  // namespace restante::daemon
