// What people call commits (gitrevisions(7): HEAD, branches, tags, abbreviations, HEAD~3), resolved by one
// long-lived git. Calls block; one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "vcs/cat_file.hpp"
#include "vcs/object_id.hpp"

namespace restante::vcs {

class Revisions {
  public:
    explicit Revisions(const Repository& repository, GitOptions options = {})
        : cat_file_(repository.root, std::move(options)) {}

    /// not_found when git knows no such commit, or more than one. The answer is kept: a branch means the same
    /// commit until forget().
    [[nodiscard]] Result<ObjectId> commit(std::string_view revision);
    /// Names may mean others by now.
    void forget() { known_.clear(); }

  private:
    CatFile cat_file_;
    std::unordered_map<std::string, Result<ObjectId>> known_;
};

}  // namespace restante::vcs
