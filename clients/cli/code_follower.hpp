// A repository in which `restante place` follows code: the daemon's engine, in this process. What was read
// for one question is kept for the next. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "clients/cli/code_argument.hpp"
#include "follow/follower.hpp"
#include "vcs/overlay_objects.hpp"
#include "vcs/revisions.hpp"

namespace restante::cli {

/// Where code is; absent fields of `Followed` when it is gone.
struct Followed {
    std::optional<std::string> path;
    Span lines;
    std::optional<Span> columns;  // when they were asked for
    anchor::PlacementState state = anchor::PlacementState::orphaned;
    double confidence = 0;
    std::string reason;
    std::optional<follow::Answer::LastGood> last_good;
};

enum class FolderKind { any, bare };

/// What a column behind the end of its line is. The first column must be there in any case.
enum class LastColumn { must_be_there, may_be_past_end };

class CodeFollower {
  public:
    /// `any` finds the work tree that the folder is in, or takes a folder that is bare.
    [[nodiscard]] static Result<CodeFollower> open(const std::string& folder, FolderKind kind);

    /// What git calls so. A whole id that is not here is no error: that a commit is missing is for the answer
    /// to say.
    [[nodiscard]] Result<vcs::ObjectId> commit(std::string_view revision);
    /// The work tree as it is on disk now, as a commit on HEAD.
    [[nodiscard]] Result<vcs::ObjectId> work_tree();

    /// Whether this commit, its file, the lines and the columns are there; not_found says which is not, and
    /// what there is instead.
    [[nodiscard]] Result<void> check(const vcs::ObjectId& commit, const CodeArgument& code,
                                     LastColumn last_column);
    /// Whether the commit's object is there; not_found says how to get it.
    [[nodiscard]] Result<void> check_commit(const vcs::ObjectId& commit);

    /// What is past the end of the file or of a line is cut: see check.
    [[nodiscard]] Followed follow(const vcs::ObjectId& from, const CodeArgument& code,
                                  const vcs::ObjectId& to);

  private:
    CodeFollower(vcs::Repository repository, std::unique_ptr<vcs::OverlayObjects> objects);
    /// How to get what this clone lacks of the history.
    [[nodiscard]] const char* fetch_hint() const;
    /// Of a file in a commit; null when it cannot be had.
    [[nodiscard]] std::shared_ptr<const anchor::Text> text(const vcs::ObjectId& commit,
                                                           const std::string& path);

    vcs::Repository repository_;
    vcs::OverlayObjects* objects_;  // the history's
    std::unique_ptr<follow::History> history_;
    std::unique_ptr<follow::Follower> follower_;
    std::unique_ptr<vcs::Revisions> revisions_;
};

}  // namespace restante::cli
