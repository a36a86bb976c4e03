#include "anchor/surroundings.hpp"

#include <algorithm>

namespace restante::anchor {

std::vector<std::uint32_t> telling(Reading& text, std::int64_t line, int by, std::uint32_t count,
                                   std::int64_t end) {
    std::vector<std::uint32_t> out;
    for (auto at = line; at >= 0 && at < text.size() && at != end && out.size() < count; at += by)
        if (!text.blank(static_cast<std::uint32_t>(at))) out.push_back(static_cast<std::uint32_t>(at));
    return out;
}

double support(Reading& before, const std::vector<std::uint32_t>& a, Reading& after,
               const std::vector<std::uint32_t>& b) {
    double total = 0;
    for (const auto line : a)
        total += before.weight(line);
    if (total == 0) return -1;
    std::vector<double> row(b.size() + 1, 0);
    for (const auto line : a) {
        double diagonal = 0;
        const auto weight = before.weight(line);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto up = row[j + 1];
            const auto alike = likeness_of(before, line, after, b[j]);
            const auto paired = alike >= line_similarity_min ? diagonal + alike * weight : 0;
            row[j + 1] = std::max({up, row[j], paired});
            diagonal = up;
        }
    }
    return row.back() / total;
}

double likeness_of(Reading& before, std::optional<std::uint32_t> a, Reading& after,
                   std::optional<std::uint32_t> b) {
    if (!a && !b) return 1;
    if (!a || !b) return 0;
    return before.bare(*a) == after.bare(*b) ? 1 : dice(before.bag(*a), after.bag(*b));
}

Suitors suitors_of(const Pair& pair, std::uint32_t s, std::uint32_t x, double likeness) {
    constexpr std::size_t compared_max = 4;
    auto& before = pair.before;
    auto& after = pair.after;
    Suitors out;
    if (!pair.alignment->fresh(x)) return out;
    std::vector<std::pair<double, std::uint32_t>> alike;
    std::uint32_t looked = 0;
    for (const auto& hunk : pair.alignment->map().hunks())
        for (auto line = hunk.old_start; line < hunk.old_end() && looked < changed_lines_max;
             ++line, ++looked) {
            if (line == s) continue;
            const auto here = dice(before.bag(line), after.bag(x));
            out.likest = std::max(out.likest, here);
            if (here >= likeness - 0.1 && here > 0) alike.emplace_back(here, line);
        }
    if (alike.empty()) return out;
    const auto above = telling(after, std::int64_t{x} - 1, -1, context_near + slack, -1);
    const auto below = telling(after, std::int64_t{x} + 1, 1, context_near + slack, -1);
    const auto around = [&](std::uint32_t line) {
        return std::max(0.0, support(before, telling(before, std::int64_t{line} - 1, -1, context_near, -1),
                                     after, above)) +
               std::max(0.0, support(before, telling(before, std::int64_t{line} + 1, 1, context_near, -1),
                                     after, below));
    };
    const auto compared = std::min(compared_max, alike.size());
    std::partial_sort(alike.begin(), alike.begin() + static_cast<std::ptrdiff_t>(compared), alike.end(),
                      [](const auto& a, const auto& b) {
                          return a.first != b.first ? a.first > b.first : a.second < b.second;
                      });
    double best = 0;
    for (std::size_t i = 0; i < compared; ++i)
        best = std::max(best, alike[i].first - likeness + around(alike[i].second));
    out.nearest = best - around(s);
    return out;
}

}  // namespace restante::anchor
