// Gradient boosted regression trees for a yes-or-no question (J. H. Friedman, "Greedy function approximation:
// a gradient boosting machine", 2001), with second-order leaf values and monotone clues as XGBoost has them
// (T. Chen and C. Guestrin, 2016). Small on purpose: some ten thousand examples of a few dozen clues take
// seconds.
#pragma once

#include <vector>

#include "fit/collect.hpp"

namespace restante::fit {

struct TreeNode {
    int clue = -1;    // -1: a leaf, its value in `bound`
    float bound = 0;  // to `below` when the clue is less
    int below = 0;    // indices into the tree
    int above = 0;
};
using Tree = std::vector<TreeNode>;

struct Model {
    double offset = 0;
    std::vector<Tree> trees;
    /// The logarithm of the odds.
    [[nodiscard]] double score(const anchor::Evidence& evidence) const;
};

struct Settings {
    int trees = 120;
    int depth = 4;
    double rate = 0.12;
    double smoothing = 3;        // L2 on leaf values
    double leaf_weight_min = 4;  // sum of second derivatives
};

[[nodiscard]] Model fit(const std::vector<const Example*>& examples, const Settings& settings);

}  // namespace restante::fit
