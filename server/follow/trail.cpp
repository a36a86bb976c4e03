#include "follow/trail.hpp"

#include <algorithm>
#include <cmath>

#include "anchor/extent.hpp"
#include "anchor/names.hpp"
#include "anchor/trees.hpp"

namespace restante::follow {
namespace {

constexpr std::uint32_t compared_lines = 60;
constexpr double line_alike_min = 0.6;

using anchor::Node;
#include "follow/trail_table.inc"

struct Line {
    std::string bare;
    anchor::TokenBag bag;
};
std::vector<Line> lines_in(const Spot& spot, std::uint32_t most) {
    const auto lines = anchor::lines_of_range(spot.range);
    std::vector<Line> out;
    for (auto line = lines.first; line <= lines.last && out.size() < most; ++line) {
        const auto bytes = spot.text->line(line);
        out.push_back({anchor::without_space(bytes), anchor::token_bag(bytes)});
    }
    return out;
}

bool is_block(const Spot& spot) {
    const auto lines = anchor::lines_of_range(spot.range);
    if (lines.count() == 1) return false;
    anchor::Reading reading(*spot.text);
    return anchor::is_block(reading, lines);
}

std::string_view declaration_of(const Spot& spot) {
    const auto line = spot.range.start.line;
    const auto above = anchor::enclosing_line(*spot.text, {line, line});
    return above ? anchor::name_of(spot.text->line(*above)) : std::string_view();
}

}  // namespace

void compare_ends(const Spot& start, const Spot& end, Trail& trail) {
    const auto before = lines_in(start, compared_lines);
    const auto after = lines_in(end, 2 * compared_lines);
    double total = 0;
    double equal = 0;
    double alike = 0;
    for (const auto& line : before) {
        if (line.bare.empty()) continue;
        double most = 0;
        for (const auto& other : after) {
            most = std::max(most, line.bare == other.bare ? 1.0 : 0.99 * anchor::dice(line.bag, other.bag));
            if (most == 1) break;
        }
        const auto weight = anchor::weight(line.bag);
        total += weight;
        equal += most == 1 ? weight : 0;
        alike += most >= line_alike_min ? most * weight : 0;
    }
    trail[Sign::equal] = total == 0 ? 1.0F : static_cast<float>(equal / total);
    trail[Sign::alike] = total == 0 ? 1.0F : static_cast<float>(alike / total);
    trail[Sign::first_line] = before.front().bare == after.front().bare
                                  ? 1.0F
                                  : static_cast<float>(anchor::dice(before.front().bag, after.front().bag));
    trail[Sign::lines] = static_cast<float>(std::log2(before.size()));
    const auto first = start.text->line(start.range.start.line);
    const auto marked = anchor::sought(*start.text, start.range).marked;
    trail[Sign::marked] =
        marked
            ? static_cast<float>(anchor::contained(anchor::token_bag(marked->of(first)), after.front().bag))
            : -1;
    trail[Sign::name] =
        anchor::same_name(anchor::name_of(first), anchor::name_of(end.text->line(end.range.start.line)));
    trail[Sign::block] = is_block(start) ? 1 : 0;
    trail[Sign::declaration] = anchor::same_name(declaration_of(start), declaration_of(end));
    trail[Sign::file] = start.path == end.path ? 0 : 1;
}

double judge(const Trail& trail) noexcept {
    return 1.0 / (1.0 + std::exp(-anchor::sum_of_trees(nodes, roots, offset, trail.values)));
}

}  // namespace restante::follow
