#include "anchor/candidates.hpp"

#include <algorithm>

#include "anchor/names.hpp"

namespace restante::anchor {
namespace {

constexpr std::uint32_t fresh_lines_max = 20'000;
constexpr std::uint32_t same_lines_max = 8;  // lines that are equal: more of them say nothing
constexpr std::uint32_t around = 10;         // lines of context that may vote
constexpr std::uint32_t inside_voters = 24;  // lines of the range that may vote
constexpr std::size_t voted_max = 4;
constexpr std::size_t alike_max = 5;
constexpr double alike_min = 0.35;
constexpr std::size_t named_max = 4;

}  // namespace

Candidates::Candidates(const Pair& pair) : pair_(pair), rarity_(pair) {}

void Candidates::index() {
    if (indexed_) return;
    indexed_ = true;
    const auto add = [&](std::uint32_t first, std::uint32_t count) {
        for (auto line = first; line < first + count && fresh_.size() < fresh_lines_max; ++line) {
            if (pair_.after.blank(line)) continue;
            fresh_.push_back(line);
            auto& same = by_bare_[pair_.after.bare(line)];
            if (same.size() <= same_lines_max) same.push_back(line);
        }
    };
    if (pair_.alignment == nullptr) return add(0, pair_.after.size());
    for (const auto& hunk : pair_.alignment->map().hunks())
        add(hunk.new_start, hunk.new_count);
}

const std::vector<std::uint32_t>* Candidates::with(std::uint64_t bare) {
    const auto found = by_bare_.find(bare);
    return found == by_bare_.end() || found->second.size() > same_lines_max ? nullptr : &found->second;
}

std::vector<Prospect> Candidates::find(const Sought& sought) {
    index();
    const auto lines = sought.lines;
    auto& before = pair_.before;
    auto& after = pair_.after;
    const auto s = lines.first;
    std::map<std::uint32_t, int> wanted;
    const auto want = [&](std::int64_t line) {
        if (line >= 0 && line < after.size() && !after.blank(static_cast<std::uint32_t>(line)))
            ++wanted[static_cast<std::uint32_t>(line)];
    };

    // Where the line map, the alignment or a moved block puts it, or its neighbours.
    if (pair_.has_images()) {
        auto& alignment = *pair_.alignment;
        if (const auto image = alignment.image(s)) want(image->line);
        if (const auto moved = alignment.moved_to(s)) want(*moved);
        int found = 0;
        for (auto line = s + 1; line <= lines.last && line < s + inside_voters && found < 2; ++line) {
            if (const auto image = alignment.image(line); image && before.weight(line) > 0.1) {
                want(std::int64_t{image->line} - (line - s));
                // What opened a block that is still there, opens it still, whatever it says now.
                if (before.parent(line) == s)
                    if (const auto opens = after.parent(image->line)) want(*opens);
                ++found;
            }
        }
        for (auto line = s + 1; line <= lines.last && line < s + inside_voters; ++line) {
            if (const auto moved = alignment.moved_to(line)) {
                want(std::int64_t{*moved} - (line - s));
                break;
            }
        }
        if (lines.count() == 1) {
            const auto end = std::min(before.size(), s + around);
            for (auto line = s + 1; line < end; ++line) {
                if (before.blank(line)) continue;
                const auto image = before.parent(line) == s ? alignment.image(line) : std::nullopt;
                if (image)
                    if (const auto opens = after.parent(image->line)) want(*opens);
                break;
            }
        }
        found = 0;
        for (auto line = s; line-- > 0 && s - line < around && found < 2;) {
            if (const auto image = alignment.image(line); image && before.weight(line) > 0.1) {
                want(std::int64_t{image->line} + (s - line));
                ++found;
            }
        }
    }

    // Equal lines among the new ones.
    if (const auto* same = with(before.bare(s)))
        for (const auto line : *same)
            want(line);

    // Where its neighbours, put in again as they were, would have it.
    std::map<std::int64_t, double> votes;
    const auto first = s - std::min(s, around);
    const auto last = std::min(before.size() - 1, std::min(lines.last + around, s + inside_voters));
    for (auto line = first; line <= last; ++line) {
        if (line == s || before.weight(line) < 0.3) continue;
        if (const auto* same = with(before.bare(line)))
            for (const auto there : *same)
                votes[std::int64_t{there} - line + s] +=
                    before.weight(line) / static_cast<double>(same->size());
    }
    std::vector<std::pair<double, std::int64_t>> ranked;
    ranked.reserve(votes.size());
    for (const auto& [line, weight] : votes)
        ranked.emplace_back(weight, line);
    const auto kept = std::min(voted_max, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
                      std::greater<>{});
    for (std::size_t i = 0; i < kept; ++i)
        want(ranked[i].second);

    // The new lines most like it.
    std::vector<std::pair<double, std::uint32_t>> alike;
    for (const auto line : fresh_) {
        const auto likeness = dice(before.bag(s), after.bag(line));
        if (likeness >= alike_min) alike.emplace_back(likeness, line);
    }
    const auto best = std::min(alike_max, alike.size());
    std::partial_sort(alike.begin(), alike.begin() + static_cast<std::ptrdiff_t>(best), alike.end(),
                      [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < best; ++i)
        want(alike[i].second);

    // Those that have the name that was marked, nearest first.
    if (sought.marked && pair_.has_images()) {
        const auto name = sought.marked->of(before.text().line(s));
        const auto* hunk = pair_.alignment->map().hunk_of(s);
        if (hunk != nullptr && is_name(name)) {
            std::vector<std::pair<std::uint32_t, std::uint32_t>> near;
            for (const auto line : fresh_) {
                if (!has_word(after.text().line(line), name)) continue;
                const auto away = line < hunk->new_start    ? hunk->new_start - line
                                  : line >= hunk->new_end() ? line - hunk->new_end() + 1
                                                            : 0;
                near.emplace_back(away, line);
            }
            const auto nearest = std::min(named_max, near.size());
            std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(nearest), near.end());
            for (std::size_t i = 0; i < nearest; ++i)
                want(near[i].second);
        }
    }

    std::vector<Prospect> out;
    out.reserve(wanted.size());
    for (const auto& [line, ignored] : wanted)
        out.push_back({line, evidence(pair_, rarity_, sought, line)});
    for (auto& one : out) {
        double rival = 0;
        for (const auto& other : out)
            if (&other != &one) rival = std::max(rival, overall(other.evidence));
        one.evidence[Clue::lead] = static_cast<float>(overall(one.evidence) - rival);
    }
    return out;
}

}  // namespace restante::anchor
