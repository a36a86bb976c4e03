#include "anchor/verdict.hpp"

#include <array>
#include <cmath>

#include "anchor/trees.hpp"

namespace restante::anchor {
namespace {

#include "anchor/verdict_table.inc"

}  // namespace

double judge(const Evidence& evidence) noexcept {
    return 1.0 / (1.0 + std::exp(-sum_of_trees(nodes, roots, offset, evidence.values)));
}

}  // namespace restante::anchor
