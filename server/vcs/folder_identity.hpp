// Whether a folder is still the one that it was: a clone may be removed and another made at its path, and its
// inode's number may be given again. By statx(2); any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace restante::vcs {

struct FolderIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t born_ns = 0;  // since 1970; 0 where the file system does not say
    friend bool operator==(const FolderIdentity&, const FolderIdentity&) = default;
};

/// Nothing when there is no such folder.
[[nodiscard]] std::optional<FolderIdentity> identity_of(const std::string& folder);

}  // namespace restante::vcs
