#include "follow/trail.hpp"

#include <algorithm>
#include <cmath>

#include "anchor/extent.hpp"
#include "anchor/names.hpp"
#include "anchor/trees.hpp"

namespace restante::follow {
namespace {

constexpr std::uint32_t compared_lines = 60;
constexpr double alike_min = 0.6;

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

float marked_left(std::string_view line, anchor::Columns marked, const anchor::TokenBag& there) {
    const auto wanted = anchor::token_bag(line.substr(marked.start, marked.end - marked.start));
    std::vector<std::uint32_t> common;
    std::set_intersection(wanted.hashes.begin(), wanted.hashes.end(), there.hashes.begin(),
                          there.hashes.end(), std::back_inserter(common));
    return static_cast<float>(common.size()) /
           static_cast<float>(std::max<std::size_t>(1, wanted.hashes.size()));
}

float same_name(std::string_view a, std::string_view b) {
    return a.empty() || b.empty() ? 0.5F : a == b ? 1.0F : 0.0F;
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
        alike += most >= alike_min ? most * weight : 0;
    }
    trail[Sign::equal] = total == 0 ? 1.0F : static_cast<float>(equal / total);
    trail[Sign::alike] = total == 0 ? 1.0F : static_cast<float>(alike / total);
    trail[Sign::first_line] = before.front().bare == after.front().bare
                                  ? 1.0F
                                  : static_cast<float>(anchor::dice(before.front().bag, after.front().bag));
    trail[Sign::lines] = static_cast<float>(std::log2(before.size()));
    const auto first = start.text->line(start.range.start.line);
    const auto marked = anchor::sought(*start.text, start.range).marked;
    trail[Sign::marked] = marked ? marked_left(first, *marked, after.front().bag) : -1;
    const auto old_name = anchor::name_of(first);
    const auto new_name = anchor::name_of(end.text->line(end.range.start.line));
    trail[Sign::name] = same_name(old_name, new_name);
    anchor::Reading reading(*start.text);
    trail[Sign::block] =
        before.size() > 1 && anchor::is_block(reading, anchor::lines_of_range(start.range)) ? 1 : 0;
    trail[Sign::declaration] = same_name(declaration_of(start), declaration_of(end));
    trail[Sign::file] = start.path == end.path ? 0 : 1;
}

double judge(const Trail& trail) noexcept {
    return 1.0 / (1.0 + std::exp(-anchor::sum_of_trees(nodes, roots, offset, trail.values)));
}

}  // namespace restante::follow
