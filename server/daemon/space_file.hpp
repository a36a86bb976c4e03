// .restante.json: what it says, and where it is found when the work tree does not have it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace restante::daemon {

class Clone;

/// The contents of .restante.json.
struct SpaceFile {
    std::string space;
    std::string repository;
    std::optional<std::string> hub;  // an origin, proposed to whoever clones
    friend bool operator==(const SpaceFile&, const SpaceFile&) = default;
};

inline constexpr const char* space_file_name = ".restante.json";
inline constexpr std::size_t space_file_bytes_max = 64UL * 1024;

/// PURE. invalid_argument names what is wrong; unknown members are a newer version's and are ignored.
[[nodiscard]] Result<SpaceFile> parse_space_file(std::string_view json);
[[nodiscard]] std::string to_text(const SpaceFile& file);
/// PURE. [a-z0-9][a-z0-9._-]*, at most 64 bytes.
[[nodiscard]] bool is_space_name(std::string_view name);

/// The file as it is committed where it speaks for the repository: an older branch does not have it, and a
/// sparse work tree need not.
struct CommittedSpaceFile {
    std::optional<SpaceFile> file;     // of the first of vcs::LeadingBranches that has it
    std::vector<std::string> watched;  // as there: true as long as their stamp is this one
    std::string stamp;
};
/// Asks git; the git worker's thread. A file that is broken there is an error, which names the branch: what
/// would be written meanwhile would go to the wrong space.
[[nodiscard]] Result<CommittedSpaceFile> committed_space_file(Clone& clone);

}  // namespace restante::daemon
