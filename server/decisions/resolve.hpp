// All records of a repository together: which record each reference names, and what is wrong between them.
// PURE; linear in the records and their references.
#pragma once

#include <vector>

#include "decisions/read.hpp"

namespace restante::decisions {

/// Relations are filled in, in the words of each record alone: a successor that names what it replaces says
/// nothing in the name of that one. In the order of the paths.
[[nodiscard]] std::vector<Record> resolve(std::vector<Reading> readings);

}  // namespace restante::decisions
