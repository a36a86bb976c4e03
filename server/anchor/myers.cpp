#include "anchor/myers.hpp"

#include <algorithm>
#include <limits>

namespace restante::anchor {
namespace {

using Ids = std::span<const std::uint32_t>;
constexpr std::int32_t unreached = std::numeric_limits<std::int32_t>::min() / 2;
constexpr std::int32_t cost_max = 512;  // edits from either end before the search is cut short

struct Point {
    std::int32_t x = 0;
    std::int32_t y = 0;
};

/// How far one end has come: furthest x on each diagonal x - y = k, |k| <= cost_max + 1.
class Front {
  public:
    Front() : far_(2 * static_cast<std::size_t>(cost_max) + 5, unreached) {}
    std::int32_t& operator[](std::int32_t k) {
        const auto at = k + cost_max + 2;
        return far_[static_cast<std::size_t>(at)];
    }

  private:
    std::vector<std::int32_t> far_;
};

class Divider {
  public:
    explicit Divider(DiffBudget& budget) : budget_(budget) {}

    /// A point other than the corners. Precondition: neither is empty, and they differ at both ends.
    Point divide(Ids a, Ids b) {
        const auto n = static_cast<std::int32_t>(a.size());
        const auto m = static_cast<std::int32_t>(b.size());
        const auto delta = n - m;
        forward_[1] = 0;
        backward_[1] = 0;
        forward_[0] = forward_[-1] = backward_[0] = backward_[-1] = unreached;
        for (std::int32_t d = 0;; ++d) {
            Point best;
            const auto from_start = [&](std::int32_t i) { return a[static_cast<std::size_t>(i)]; };
            for (std::int32_t k = -d; k <= d; k += 2) {
                const auto x = advance(forward_, k, d, n, m, [&](std::int32_t i, std::int32_t j) {
                    return from_start(i) == b[static_cast<std::size_t>(j)];
                });
                if (x < 0) continue;
                if (x + (x - k) > best.x + best.y) best = {x, x - k};
                const auto other = delta - k;
                if (delta % 2 != 0 && std::abs(other) <= d - 1 && x + backward_[other] >= n)
                    return {x, x - k};
            }
            for (std::int32_t k = -d; k <= d; k += 2) {
                const auto x = advance(backward_, k, d, n, m, [&](std::int32_t i, std::int32_t j) {
                    return from_start(n - 1 - i) == b[static_cast<std::size_t>(m - 1 - j)];
                });
                if (x < 0) continue;
                const auto other = delta - k;
                if (delta % 2 == 0 && std::abs(other) <= d && x + forward_[other] >= n)
                    return {n - x, m - (x - k)};
            }
            if (d > 0 && (d >= cost_max || budget_.steps <= 0)) return best;
        }
    }

  private:
    /// One more edit on diagonal k, then along the equal items. Negative: nothing reaches this diagonal.
    template <class Equal>
    std::int32_t advance(Front& front, std::int32_t k, std::int32_t d, std::int32_t n, std::int32_t m,
                         Equal equal) {
        if (k == -d) front[k - 1] = unreached;
        if (k == d && d > 0) front[k + 1] = unreached;
        const auto right = d == 0 ? unreached : front[k - 1] + 1;
        const auto down = front[k + 1];
        auto x = unreached;
        if (right <= n) x = right;
        if (down - k <= m) x = std::max(x, down);
        if (x < 0 || x - k > m || x - k < 0) x = unreached;
        const auto from = x;
        while (x >= 0 && x < n && x - k < m && equal(x, x - k))
            ++x;
        front[k] = x;
        budget_.steps -= 1 + (x - from);
        return x;
    }

    DiffBudget& budget_;
    Front forward_;
    Front backward_;
};

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> common_subsequence(Ids a, Ids b, DiffBudget& budget) {
    struct Region {
        std::size_t a0, a1, b0, b1;
    };
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    const auto pair = [&](std::size_t i, std::size_t j) {
        pairs.emplace_back(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
    };
    Divider divider(budget);
    std::vector<Region> todo{{0, a.size(), 0, b.size()}};
    while (!todo.empty()) {
        auto [a0, a1, b0, b1] = todo.back();
        todo.pop_back();
        for (; a0 < a1 && b0 < b1 && a[a0] == b[b0]; ++a0, ++b0)
            pair(a0, b0);
        for (; a0 < a1 && b0 < b1 && a[a1 - 1] == b[b1 - 1]; --a1, --b1)
            pair(a1 - 1, b1 - 1);
        if (a0 == a1 || b0 == b1 || budget.steps <= 0) continue;
        const auto at = divider.divide(a.subspan(a0, a1 - a0), b.subspan(b0, b1 - b0));
        const auto x = a0 + static_cast<std::size_t>(at.x);
        const auto y = b0 + static_cast<std::size_t>(at.y);
        todo.push_back({a0, x, b0, y});
        todo.push_back({x, a1, y, b1});
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

}  // namespace restante::anchor
