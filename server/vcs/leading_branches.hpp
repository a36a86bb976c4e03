// The commits that speak for a repository whatever is checked out: what an old branch does not say of the
// repository, they do. Blocks, as it asks git; worker threads only.
#pragma once

#include <string>
#include <vector>

#include "vcs/git.hpp"
#include "vcs/repository.hpp"

namespace restante::vcs {

struct LeadingBranch {
    std::string name;    // HEAD, or a ref's full name
    std::string commit;  // hex
    friend bool operator==(const LeadingBranch&, const LeadingBranch&) = default;
};

struct LeadingBranches {
    /// HEAD, the remotes' default branches (origin's first), the upstream of the current branch, main and
    /// master: those that there are, in this order.
    std::vector<LeadingBranch> branches;
    std::vector<std::string> watched;  // files and folders, of which one changes when an answer may
    std::string stamp;                 // of them, from before the branches were read
};

[[nodiscard]] Result<LeadingBranches> leading_branches(const Repository& repository, Git& git,
                                                       const GitOptions& options = {});

/// Differs from an earlier one as soon as one of them was written or replaced. A dozen lstat(2); any thread.
[[nodiscard]] std::string stamp_of(const std::vector<std::string>& watched);

}  // namespace restante::vcs
