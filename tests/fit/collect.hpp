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
    bool extra = false;  // made of the case by taking it back in time: learnt from, not judged
    float weight = 1;
    std::vector<float> clues;
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
