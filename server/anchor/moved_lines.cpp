#include "anchor/moved_lines.hpp"

#include <algorithm>
#include <limits>

#include "anchor/line_ids.hpp"
#include "anchor/tokens.hpp"

namespace restante::anchor {
namespace {

constexpr auto none = std::numeric_limits<std::uint32_t>::max();
/// A seed's bytes without white space, and its words: shorter lines occur everywhere.
constexpr std::size_t seed_bytes_min = 12;
constexpr std::uint32_t seed_words_min = 2;

/// The removed (or added) lines of all hunks, in order.
struct Side {
    std::vector<std::uint32_t> lines;
    std::vector<std::string> bare;
    std::vector<std::uint32_t> ids;
    std::vector<std::uint32_t> partner;  // index into the other side's lists

    void add(const Text& text, std::uint32_t first, std::uint32_t count) {
        for (auto line = first; line < first + count; ++line) {
            lines.push_back(line);
            bare.push_back(without_space(text.line(line)));
        }
    }
    /// The index whose line is `by` away in the text, when it is among these lines.
    [[nodiscard]] std::uint32_t neighbour(std::uint32_t at, int by) const {
        if ((by < 0 && at == 0) || (by > 0 && at + 1 == lines.size())) return none;
        const auto next = by < 0 ? at - 1 : at + 1;
        return lines[next] == lines[at] + static_cast<std::uint32_t>(by) ? next : none;
    }
};

void grow(Side& from, Side& to, std::uint32_t i, std::uint32_t j, int by) {
    while (true) {
        i = from.neighbour(i, by);
        j = to.neighbour(j, by);
        if (i == none || j == none || from.ids[i] != to.ids[j]) return;
        if (from.partner[i] != none || to.partner[j] != none) return;
        from.partner[i] = j;
        to.partner[j] = i;
    }
}

}  // namespace

std::vector<MovedLine> moved_lines(const Text& old_text, const Text& new_text, const LineMap& map) {
    Side from;
    Side to;
    for (const auto& hunk : map.hunks()) {
        from.add(old_text, hunk.old_start, hunk.old_count);
        to.add(new_text, hunk.new_start, hunk.new_count);
    }
    if (from.lines.empty() || to.lines.empty()) return {};

    LineIds ids(from.lines.size() + to.lines.size());
    for (auto* side : {&from, &to}) {
        for (const auto& bare : side->bare)
            side->ids.push_back(ids.id(bare));
        side->partner.assign(side->lines.size(), none);
    }
    struct Seen {
        std::uint32_t in_from = 0;
        std::uint32_t in_to = 0;
        std::uint32_t at = 0;
    };
    std::vector<Seen> seen(ids.count());
    for (auto id : from.ids)
        ++seen[id].in_from;
    for (std::uint32_t j = 0; j < to.ids.size(); ++j) {
        ++seen[to.ids[j]].in_to;
        seen[to.ids[j]].at = j;
    }

    std::vector<std::uint32_t> seeds;
    for (std::uint32_t i = 0; i < from.ids.size(); ++i) {
        const auto& s = seen[from.ids[i]];
        if (s.in_from != 1 || s.in_to != 1 || from.bare[i].size() < seed_bytes_min) continue;
        if (token_bag(old_text.line(from.lines[i])).words < seed_words_min) continue;
        seeds.push_back(i);
        from.partner[i] = s.at;
        to.partner[s.at] = i;
    }
    for (auto i : seeds) {
        grow(from, to, i, from.partner[i], -1);
        grow(from, to, i, from.partner[i], +1);
    }

    std::vector<MovedLine> moved;
    for (std::uint32_t i = 0; i < from.lines.size(); ++i)
        if (from.partner[i] != none) moved.push_back({from.lines[i], to.lines[from.partner[i]]});
    return moved;
}

}  // namespace restante::anchor
