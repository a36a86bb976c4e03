#include "anchor/line_diff.hpp"

#include <algorithm>
#include <limits>

#include "anchor/line_ids.hpp"
#include "anchor/myers.hpp"

namespace restante::anchor {
namespace {

using Ids = std::span<const std::uint32_t>;
constexpr auto none = std::numeric_limits<std::uint32_t>::max();

struct Region {
    std::uint32_t a0, a1, b0, b1;
    [[nodiscard]] bool one_sided() const noexcept { return a0 == a1 || b0 == b1; }
};

class Matcher {
  public:
    Matcher(Ids a, Ids b, std::uint32_t id_count) : a_(a), b_(b), seen_(id_count), match_(a.size(), none) {}

    /// For each of a its partner in b, or `none`; ascending.
    std::vector<std::uint32_t> run() {
        todo_.push_back({0, size(a_), 0, size(b_)});
        while (!todo_.empty()) {
            auto region = todo_.back();
            todo_.pop_back();
            trim(region);
            if (region.one_sided()) continue;
            if (!split_at_unique_lines(region)) match_shortest(region);
        }
        return std::move(match_);
    }

  private:
    /// Where an id was last seen in the region at hand, and how often; zero between regions.
    struct Seen {
        std::uint32_t in_a = 0;
        std::uint32_t in_b = 0;
        std::uint32_t last_b = 0;
    };

    static std::uint32_t size(Ids ids) { return static_cast<std::uint32_t>(ids.size()); }

    void trim(Region& r) {
        for (; !r.one_sided() && a_[r.a0] == b_[r.b0]; ++r.a0, ++r.b0)
            match_[r.a0] = r.b0;
        for (; !r.one_sided() && a_[r.a1 - 1] == b_[r.b1 - 1]; --r.a1, --r.b1)
            match_[r.a1 - 1] = r.b1 - 1;
    }

    void count(const Region& r) {
        for (auto i = r.a0; i < r.a1; ++i)
            ++seen_[a_[i]].in_a;
        for (auto j = r.b0; j < r.b1; ++j) {
            auto& seen = seen_[b_[j]];
            ++seen.in_b;
            seen.last_b = j;
        }
    }

    void uncount(const Region& r) {
        for (auto i = r.a0; i < r.a1; ++i)
            seen_[a_[i]] = {};
        for (auto j = r.b0; j < r.b1; ++j)
            seen_[b_[j]] = {};
    }

    bool split_at_unique_lines(const Region& r) {
        // Each level looks at its region once, and levels can be many in a hostile text: they share the
        // budget.
        budget_.steps -= (r.a1 - r.a0) + (r.b1 - r.b0);
        if (budget_.steps <= 0) return false;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> unique;
        count(r);
        for (auto i = r.a0; i < r.a1; ++i)
            if (const auto& seen = seen_[a_[i]]; seen.in_a == 1 && seen.in_b == 1)
                unique.emplace_back(i, seen.last_b);
        uncount(r);
        if (unique.empty()) return false;

        auto rest = r;
        for (auto [i, j] : increasing(unique)) {
            match_[i] = j;
            push({rest.a0, i, rest.b0, j});
            rest.a0 = i + 1;
            rest.b0 = j + 1;
        }
        push(rest);
        return true;
    }

    void push(const Region& r) {
        if (!r.one_sided()) todo_.push_back(r);
    }

    /// A longest subsequence that also ascends in its second members: patience sorting with back pointers.
    static std::vector<std::pair<std::uint32_t, std::uint32_t>> increasing(
        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs) {
        std::vector<std::uint32_t> tops;  // index of the pair on top of each pile
        std::vector<std::uint32_t> before(pairs.size(), none);
        for (std::uint32_t at = 0; at < pairs.size(); ++at) {
            const auto less = [&](std::uint32_t top, std::uint32_t value) {
                return pairs[top].second < value;
            };
            const auto pile = tops.empty() || pairs[tops.back()].second < pairs[at].second
                                  ? tops.end()
                                  : std::lower_bound(tops.begin(), tops.end(), pairs[at].second, less);
            if (pile != tops.begin()) before[at] = *std::prev(pile);
            if (pile == tops.end())
                tops.push_back(at);
            else
                *pile = at;
        }
        std::vector<std::pair<std::uint32_t, std::uint32_t>> chosen(tops.size());
        auto at = tops.back();
        for (auto slot = chosen.rbegin(); slot != chosen.rend(); ++slot, at = before[at])
            *slot = pairs[at];
        return chosen;
    }

    /// Myers over those lines of the region that both sides have.
    void match_shortest(const Region& r) {
        if (budget_.steps <= 0) return;
        std::vector<std::uint32_t> a, b, a_at, b_at;
        count(r);
        for (auto i = r.a0; i < r.a1; ++i)
            if (seen_[a_[i]].in_b != 0) a.push_back(a_[i]), a_at.push_back(i);
        for (auto j = r.b0; j < r.b1; ++j)
            if (seen_[b_[j]].in_a != 0) b.push_back(b_[j]), b_at.push_back(j);
        uncount(r);
        if (a.empty()) return;
        for (auto [i, j] : common_subsequence(a, b, budget_))
            match_[a_at[i]] = b_at[j];
    }

    Ids a_;
    Ids b_;
    std::vector<Seen> seen_;
    std::vector<std::uint32_t> match_;
    std::vector<Region> todo_;
    DiffBudget budget_;
};

/// Between the first `head` lines, which are equal, and what is equal at the end: the hunks, in whole-text
/// numbers.
Hunks diff_middle(std::span<const std::string_view> a_lines, std::span<const std::string_view> b_lines,
                  std::uint32_t head) {
    // Common ends go first: most pairs of versions differ in a small part, and comparing is cheaper than
    // hashing.
    std::size_t same = 0;
    while (same < std::min(a_lines.size(), b_lines.size()) && a_lines[same] == b_lines[same])
        ++same;
    a_lines = a_lines.subspan(same);
    b_lines = b_lines.subspan(same);
    while (!a_lines.empty() && !b_lines.empty() && a_lines.back() == b_lines.back()) {
        a_lines = a_lines.first(a_lines.size() - 1);
        b_lines = b_lines.first(b_lines.size() - 1);
    }
    const auto count = [](auto lines) { return static_cast<std::uint32_t>(lines.size()); };
    const auto first = head + static_cast<std::uint32_t>(same);
    if (a_lines.empty() && b_lines.empty()) return {};
    if (a_lines.empty() || b_lines.empty()) return {{first, count(a_lines), first, count(b_lines)}};

    LineIds ids(a_lines.size() + b_lines.size());
    const auto a = ids.ids(a_lines);
    const auto b = ids.ids(b_lines);
    const auto match = Matcher(a, b, ids.count()).run();

    Hunks hunks;
    std::uint32_t i = 0;
    std::uint32_t j = 0;
    const auto close = [&](std::uint32_t i_end, std::uint32_t j_end) {
        if (i < i_end || j < j_end) hunks.push_back({first + i, i_end - i, first + j, j_end - j});
    };
    for (std::uint32_t at = 0; at < match.size(); ++at) {
        if (match[at] == none) continue;
        close(at, match[at]);
        i = at + 1;
        j = match[at] + 1;
    }
    close(count(a_lines), count(b_lines));
    return hunks;
}

/// Equal lines at the start of two texts and, behind those, at the end.
struct CommonEnds {
    std::uint32_t head = 0;
    std::uint32_t tail = 0;
};

/// As many lines as possible at the start; at the end at least those of equal bytes. Bytes are compared
/// first, which is ten times as fast as to look at lines. Whether a line starts somewhere is decided by the
/// bytes before and behind (Text): where both are common, it starts in both texts.
CommonEnds common_ends(const Text& a, const Text& b) {
    const std::string_view x = a.bytes();
    const std::string_view y = b.bytes();
    const auto front = std::mismatch(x.begin(), x.end(), y.begin(), y.end()).first - x.begin();
    CommonEnds ends;
    ends.head = front == 0 ? 0 : a.position(static_cast<std::uint32_t>(front - 1)).line;
    const auto lines_min = std::min(a.line_count(), b.line_count());
    while (ends.head < lines_min && a.line(ends.head) == b.line(ends.head))
        ++ends.head;
    if (ends.head == lines_min) return ends;
    const auto x_rest = x.substr(a.line_start(ends.head));
    const auto y_rest = y.substr(b.line_start(ends.head));
    const auto back =
        std::mismatch(x_rest.rbegin(), x_rest.rend(), y_rest.rbegin(), y_rest.rend()).first - x_rest.rbegin();
    // The line in which the common end begins may begin before it.
    const auto from = x.size() - static_cast<std::size_t>(back);
    ends.tail = a.line_count() - 1 - a.position(static_cast<std::uint32_t>(from)).line;
    return ends;
}

std::vector<std::string_view> lines_within(const Text& text, CommonEnds ends) {
    std::vector<std::string_view> lines;
    lines.reserve(text.line_count() - ends.head - ends.tail);
    for (auto line = ends.head; line < text.line_count() - ends.tail; ++line)
        lines.push_back(text.line(line));
    return lines;
}

}  // namespace

Hunks diff_lines(std::span<const std::string_view> old_lines, std::span<const std::string_view> new_lines) {
    return diff_middle(old_lines, new_lines, 0);
}

std::vector<std::string_view> lines_of(const Text& text) {
    return lines_within(text, {});
}

Hunks diff_lines(const Text& old_text, const Text& new_text) {
    const auto ends = common_ends(old_text, new_text);
    return diff_middle(lines_within(old_text, ends), lines_within(new_text, ends), ends.head);
}

std::optional<std::uint32_t> LineMap::new_line(std::uint32_t old_line) const noexcept {
    const auto next = std::partition_point(hunks_.begin(), hunks_.end(),
                                           [&](const Hunk& h) { return h.old_end() <= old_line; });
    if (next != hunks_.end() && next->old_start <= old_line) return std::nullopt;
    if (next == hunks_.begin()) return old_line;
    return old_line - std::prev(next)->old_end() + std::prev(next)->new_end();
}

std::optional<std::uint32_t> LineMap::old_line(std::uint32_t new_line) const noexcept {
    const auto next = std::partition_point(hunks_.begin(), hunks_.end(),
                                           [&](const Hunk& h) { return h.new_end() <= new_line; });
    if (next != hunks_.end() && next->new_start <= new_line) return std::nullopt;
    if (next == hunks_.begin()) return new_line;
    return new_line - std::prev(next)->new_end() + std::prev(next)->old_end();
}

std::optional<LineRange> LineMap::unchanged_run(std::uint32_t old_line) const noexcept {
    const auto next = std::partition_point(hunks_.begin(), hunks_.end(),
                                           [&](const Hunk& h) { return h.old_end() <= old_line; });
    if (next != hunks_.end() && next->old_start <= old_line) return std::nullopt;
    return LineRange{next == hunks_.begin() ? 0 : std::prev(next)->old_end(),
                     next == hunks_.end() ? std::numeric_limits<std::uint32_t>::max() : next->old_start - 1};
}

const Hunk* LineMap::hunk_of(std::uint32_t old_line) const noexcept {
    const auto next = std::partition_point(hunks_.begin(), hunks_.end(),
                                           [&](const Hunk& h) { return h.old_end() <= old_line; });
    return next != hunks_.end() && next->old_start <= old_line ? &*next : nullptr;
}

}  // namespace restante::anchor
