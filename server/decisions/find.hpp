// Which files of a tree may be decision records, by their paths alone. PURE; linear in the paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decisions/read.hpp"

namespace restante::decisions {

struct Candidate {
    std::string path;
    Place place = Place::likely;
};

/// `folders` are those that the repository names itself (.adr-dir, .restante.json): relative to the root,
/// without '/' at the end. The candidates are in the order of the paths.
[[nodiscard]] std::vector<Candidate> find_candidates(const std::vector<std::string>& paths,
                                                     const std::vector<std::string>& folders = {});

/// Whether a file's ending says that it is a text that people read; also kep.yaml.
[[nodiscard]] bool may_be_record(std::string_view path);

}  // namespace restante::decisions
