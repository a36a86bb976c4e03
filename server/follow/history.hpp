// What a repository's history says, read once and kept: commits, trees and texts by their ids, each cache
// with a bound. It knows nothing of anchors. Owned by whoever follows code through that repository; one
// thread at a time. Everything it gives stays valid for as long as the caller holds it.
#pragma once

#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "anchor/text.hpp"
#include "base/error.hpp"
#include "vcs/object_parse.hpp"
#include "vcs/objects.hpp"

namespace restante::follow {

/// Index into the history's list of commits.
using CommitNumber = std::uint32_t;

struct CommitNode {
    vcs::ObjectId id;
    vcs::ObjectId tree;
    std::vector<CommitNumber> parents;
    std::int64_t committed_at = 0;
    bool known = false;  // false: its object is not here (shallow or partial clone, pruned)
};

/// A path whose file differs between two trees.
struct Change {
    std::string path;
    vcs::ObjectId before;  // empty: it was not there
    vcs::ObjectId after;   // empty: it is gone
};

/// What is kept is worth its memory only while it is asked for again: of texts that is the next step's, as
/// their line maps are kept beside them. Memory that is touched for the first time costs more than to read an
/// object again.
struct HistoryLimits {
    std::size_t text_bytes_max = 8UL * 1024 * 1024;    // of one file; a larger one is not followed into
    std::size_t texts_bytes_max = 16UL * 1024 * 1024;  // of all texts kept
    std::size_t trees_bytes_max = 48UL * 1024 * 1024;  // of all trees kept
    std::size_t changes_max = 20'000;  // paths of one step; more are cut, and the step says so
};

class History {
  public:
    explicit History(std::unique_ptr<vcs::Objects> objects, HistoryLimits limits = {});

    /// not_found when the object is missing, with the commit's id in the message.
    [[nodiscard]] Result<CommitNumber> commit(const vcs::ObjectId& id);
    /// Loaded when first asked about. A commit whose object is missing has no parents and is not `known`.
    [[nodiscard]] const CommitNode& node(CommitNumber number);

    /// Of a file; nothing when there is none at that path (or a folder, a link, a submodule).
    [[nodiscard]] Result<std::optional<vcs::ObjectId>> blob_at(CommitNumber commit, const std::string& path);
    /// Files of the same extension near this path, at most `count`: in its folder and below it, then in the
    /// folder above, and so on. The file itself is none of them.
    [[nodiscard]] Result<std::vector<vcs::ObjectId>> beside(CommitNumber commit, const std::string& path,
                                                            std::size_t count);
    [[nodiscard]] Result<std::shared_ptr<const anchor::Text>> text(const vcs::ObjectId& blob);
    /// Files only, by path. `before` may be no commit: then everything was added.
    [[nodiscard]] Result<std::vector<Change>> changes(std::optional<CommitNumber> before, CommitNumber after);

    /// Of texts and trees.
    [[nodiscard]] std::size_t bytes_kept() const noexcept { return texts_bytes_ + trees_bytes_; }

  private:
    /// As git has it: what is asked for is mostly one entry of many.
    using Tree = std::string;
    [[nodiscard]] Result<std::shared_ptr<const Tree>> tree(const vcs::ObjectId& id);
    [[nodiscard]] Result<std::optional<vcs::ObjectId>> folder_at(CommitNumber commit, std::string_view path);
    [[nodiscard]] CommitNumber number_of(const vcs::ObjectId& id);
    Result<void> compare(const std::string& prefix, const std::optional<vcs::ObjectId>& before,
                         const std::optional<vcs::ObjectId>& after, std::vector<Change>& out);

    std::unique_ptr<vcs::Objects> objects_;
    HistoryLimits limits_;
    std::deque<CommitNode> commits_;  // a deque, as nodes are handed out by reference
    std::vector<bool> loaded_;
    std::unordered_map<vcs::ObjectId, CommitNumber> numbers_;
    std::unordered_map<vcs::ObjectId, std::shared_ptr<const Tree>> trees_;
    std::size_t trees_bytes_ = 0;

    struct Kept {
        std::shared_ptr<const anchor::Text> text;
        std::list<vcs::ObjectId>::iterator use;
    };
    std::unordered_map<vcs::ObjectId, Kept> texts_;
    std::list<vcs::ObjectId> uses_;  // most recently used first
    std::size_t texts_bytes_ = 0;
};

}  // namespace restante::follow
