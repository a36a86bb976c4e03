// "Why is this line so?": from what is known of some lines to the decisions that explain them, best first,
// each with its evidence. PURE: what is known was gathered by others (server/grounds), and says nothing of
// how.
#pragma once

#include <string>
#include <vector>

#include "why/commits.hpp"
#include "why/evidence.hpp"
#include "why/names.hpp"
#include "why/naming.hpp"
#include "why/nearby.hpp"

namespace restante::why {

/// What speaks of the lines asked about. Parts that could not be had are empty: there is less evidence then.
struct Known {
    std::string path;  // in the repository, as git has it
    std::vector<Line> lines;
    std::size_t file_lines = 0;  // how many the file has; 0 when that is not known
    std::vector<Nearby> nearby;
    struct RecordNaming {
        std::size_t record = 0;
        Naming naming;
    };
    std::vector<RecordNaming> naming;
    std::vector<Commit> commits;
    std::vector<Finding> told;  // what people said of the lines: a decision governs them, or began there
};

struct Decision {
    std::size_t record = 0;
    double score = 0;                // 0 … 1
    std::vector<Evidence> evidence;  // the heaviest first
};

/// A superseded one stands behind what replaces it. What is too unlikely is left out (weights.hpp).
[[nodiscard]] std::vector<Decision> answer(const Known& known, const Names& names,
                                           const std::vector<decisions::Record>& records);

}  // namespace restante::why
