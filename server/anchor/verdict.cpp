#include "anchor/verdict.hpp"

#include <array>
#include <cmath>

namespace restante::anchor {
namespace {

/// A split of a regression tree: to `below` when the clue is less than the bound, else to `above`. Leaves
/// have no clue, and their value in `bound`.
struct Node {
    std::int16_t clue;
    float bound;
    std::int16_t below;
    std::int16_t above;
};

#include "anchor/verdict_table.inc"

}  // namespace

double judge(const Evidence& evidence) noexcept {
    double sum = offset;
    for (const auto root : roots) {
        const auto* node = &nodes[static_cast<std::size_t>(root)];
        while (node->clue >= 0) {
            const bool less = evidence.values[static_cast<std::size_t>(node->clue)] < node->bound;
            node = &nodes[static_cast<std::size_t>(less ? node->below : node->above)];
        }
        sum += static_cast<double>(node->bound);
    }
    return 1.0 / (1.0 + std::exp(-sum));
}

}  // namespace restante::anchor
