// Gradient boosted regression trees for a yes-or-no question (J. H. Friedman, "Greedy function approximation:
// a gradient boosting machine", 2001), with second-order leaf values and monotone clues as XGBoost has them
// (T. Chen and C. Guestrin, 2016). Small on purpose: some ten thousand examples of a few dozen clues take
// seconds.
#pragma once

#include <span>
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
    [[nodiscard]] double score(std::span<const float> clues) const;
};

struct Settings {
    /// Of each clue: 1 when it can only speak for a place, -1 when only against it, else 0. Empty: all 0.
    std::vector<int> directions;
    int trees = 250;
    int depth = 4;
    double rate = 0.08;
    double smoothing = 3;        // L2 on leaf values
    double leaf_weight_min = 4;  // sum of second derivatives
    /// What each tree is shown: a part of the cases, and a part of the clues (J. H. Friedman, "Stochastic
    /// gradient boosting", 2002).
    double cases_part = 0.6;
    double clues_part = 0.5;

    [[nodiscard]] static Settings of_steps();  // examples of anchor/evidence.hpp
    [[nodiscard]] static Settings of_walks();  // … of follow/trail.hpp
};

/// Precondition: at least one example, and all with as many clues.
[[nodiscard]] Model fit(const std::vector<const Example*>& examples, const Settings& settings);

}  // namespace restante::fit
