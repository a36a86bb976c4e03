// Cases of code whose place is known in two commits, as JSON Lines: who made them is no matter of ours.
// {"id", "repo", "hop", "category", "from_commit", "from_path", "from_range": [s, e], "to_commit", "to_path",
// "to_range": [s, e] | null, "from_cols"?, "to_cols"?: [s, e], "dup_in_target"?}; lines and columns are
// 1-based and inclusive, a null range means gone.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "anchor/record.hpp"
#include "vcs/object_id.hpp"

namespace restante::fit {

struct Place {
    vcs::ObjectId commit;
    std::string path;
    anchor::LineRange lines;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> columns;  // characters, 0-based, half-open
};

struct Case {
    std::string id;
    std::string repository;
    std::string hop;
    std::string category;
    Place from;
    vcs::ObjectId to_commit;
    std::optional<Place> to;
    bool copy_in_target = false;  // gone, but the same text stood elsewhere: no telling which answer is right
};

/// Lines that are no case are an error, with their number.
[[nodiscard]] Result<std::vector<Case>> read_cases(std::istream& in);

}  // namespace restante::fit
