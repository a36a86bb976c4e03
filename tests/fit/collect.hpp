// From cases to examples: every candidate that the engine would weigh in one step from a case's one commit to
// its other, with its evidence and whether it is the right place.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "anchor/evidence.hpp"
#include "fit/cases.hpp"

namespace restante::fit {

struct Example {
    std::uint32_t number = 0;  // of the case: examples of one case belong together
    bool right = false;
    bool reversed = false;  // the case was taken from its later to its earlier commit
    float weight = 1;
    anchor::Evidence evidence;
};

struct Collected {
    std::vector<Example> examples;
    std::size_t cases = 0;
    std::size_t present = 0;  // the code is there in the second commit
    std::size_t covered = 0;  // … and the right place is among the candidates
};

/// The repository of a case is at `repositories`/<its name>, bare or with a work tree. Cases of repositories
/// that are not there are passed over.
[[nodiscard]] Collected collect(const std::vector<Case>& cases, const std::string& repositories);

}  // namespace restante::fit
