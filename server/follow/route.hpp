// Which commits lie between two, and by which of them a path's file changed on the way: the route along which
// an anchor is carried. Lines of history are followed as git's history simplification does (git-log(1)): at a
// merge, along a parent that has the same file. No text is read. One thread at a time, as its History.
#pragma once

#include <optional>
#include <string>
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

    [[nodiscard]] Relation relation() const noexcept { return relation_; }
    [[nodiscard]] std::optional<CommitNumber> base() const noexcept { return base_; }
    /// A parent of a commit between the two is missing: the clone is shallow.
    [[nodiscard]] bool cut() const noexcept { return cut_; }

    /// The changes of this path's file from `top` down to `base`, newest first. `top` is one of the two ends
    /// or a commit met on the way; a missing object ends the way there.
    [[nodiscard]] Result<std::vector<Transition>> chain(CommitNumber top, CommitNumber base,
                                                        const std::string& path) const;

  private:
    void paint();
    /// Commits from which the base can be reached without leaving the region between.
    [[nodiscard]] bool leads_to(CommitNumber commit, CommitNumber base) const;

    History& history_;
    CommitNumber from_;
    CommitNumber to_;
    Relation relation_ = Relation::unrelated;
    std::optional<CommitNumber> base_;
    bool cut_ = false;
    std::unordered_map<CommitNumber, std::uint8_t> flags_;
    mutable std::unordered_map<CommitNumber, bool> leads_;  // what leads to leads_base_, as far as known
    mutable std::optional<CommitNumber> leads_base_;
};

}  // namespace restante::follow
