// Sums of regression trees over a handful of numbers: what the fitted judges are made of. PURE.
#pragma once

#include <cstdint>
#include <span>

namespace restante::anchor {

/// A split: to `below` when the clue is less than the bound, else to `above`. Leaves have no clue, and their
/// value in `bound`.
struct Node {
    std::int16_t clue;
    float bound;
    std::int16_t below;
    std::int16_t above;
};

[[nodiscard]] inline double sum_of_trees(std::span<const Node> nodes, std::span<const std::int16_t> roots,
                                         double offset, std::span<const float> values) noexcept {
    double sum = offset;
    for (const auto root : roots) {
        const auto* node = &nodes[static_cast<std::size_t>(root)];
        while (node->clue >= 0) {
            const bool less = values[static_cast<std::size_t>(node->clue)] < node->bound;
            node = &nodes[static_cast<std::size_t>(less ? node->below : node->above)];
        }
        sum += static_cast<double>(node->bound);
    }
    return sum;
}

}  // namespace restante::anchor
