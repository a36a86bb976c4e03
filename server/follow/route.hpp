// Which commits lie between two, and by which of them a path's file changed on the way: the route along which
// an anchor is carried. Lines of history are followed as git's history simplification does (git-log(1)): at a
// merge, along a parent that has the same file. No text is read. One thread at a time, as its History.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "follow/history.hpp"

namespace restante::follow {

/// The file at a path differs between a commit and its parent.
struct Transition {
    CommitNumber parent = 0;
    CommitNumber child = 0;
};

/// How two commits are related.
enum class Relation {
    same,
    after,      // `to` descends from `from`
    before,     // `from` descends from `to`
    beside,     // both descend from `base`
    unrelated,  // no commit in common (that is here)
};

class Route {
  public:
    /// Both must be known commits. Loads the commits between them and their newest common ancestor; the
    /// painting is Git's own for merge bases, by commit date.
    Route(History& history, CommitNumber from, CommitNumber to);

    [[nodiscard]] CommitNumber from() const noexcept { return from_; }
    [[nodiscard]] CommitNumber to() const noexcept { return to_; }
    /// Makes it the route to a commit that descends from its end, when that takes only a look at the commits
    /// that are new; else false, and nothing has changed. For Relation::after alone.
    [[nodiscard]] bool extend(CommitNumber to);

    [[nodiscard]] Relation relation() const noexcept { return relation_; }
    [[nodiscard]] std::optional<CommitNumber> base() const noexcept { return base_; }
    /// A parent of a commit between the two is missing: the clone is shallow.
    [[nodiscard]] bool cut() const noexcept { return cut_; }

    /// The changes of this path's file from `top` down to `base`, newest first. `top` is one of the two ends
    /// or a commit met on the way; a missing object ends the way there. Kept for the next anchor of the file.
    [[nodiscard]] Result<std::vector<Transition>> chain(CommitNumber top, CommitNumber base,
                                                        const std::string& path) const;

  private:
    using Leads = std::vector<std::int8_t>;  // by commit number; unknown, no or yes
    using ChainKey = std::tuple<CommitNumber, CommitNumber, std::string>;  // top, base, path

    void paint();
    [[nodiscard]] std::uint8_t flags(CommitNumber commit) const noexcept {
        return commit < flags_.size() ? flags_[commit] : std::uint8_t{0};
    }
    [[nodiscard]] Result<std::vector<Transition>> walk_down(CommitNumber top, CommitNumber base,
                                                            const std::string& path) const;
    /// Commits from which the base can be reached without leaving the region between.
    [[nodiscard]] bool leads_to(CommitNumber commit, CommitNumber base) const;

    History& history_;
    CommitNumber from_;
    CommitNumber to_;
    Relation relation_ = Relation::unrelated;
    std::optional<CommitNumber> base_;
    bool cut_ = false;
    std::vector<std::uint8_t> flags_;              // by commit number; 0: not met
    std::vector<CommitNumber> earlier_ends_;       // that it was extended from
    mutable std::map<CommitNumber, Leads> leads_;  // by base
    mutable std::map<ChainKey, std::vector<Transition>> chains_;
    mutable std::size_t transitions_kept_ = 0;
};

}  // namespace restante::follow
