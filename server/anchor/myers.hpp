// A longest common subsequence of two short sequences, in linear space and bounded time. PURE.
//
// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), section 4b: find a
// point in the middle of a shortest edit script from both ends, and divide there. Where the script grows
// beyond a cap, the furthest point reached so far is taken instead (as GNU diff and xdiff do): the result is
// then still a common subsequence, only perhaps not a longest one.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace restante::anchor {

/// Work left, shared by all parts of one diff; when it runs out, what is not yet compared counts as
/// different.
struct DiffBudget {
    std::int64_t steps = 8'000'000;
};

/// Ascending pairs (i, j) with a[i] == b[j].
[[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> common_subsequence(
    std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, DiffBudget& budget);

}  // namespace restante::anchor
