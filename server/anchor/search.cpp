#include "anchor/search.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "anchor/line_diff.hpp"

namespace restante::anchor {
namespace {

constexpr std::size_t windows_kept = 12;
constexpr double window_similarity_min = 0.55;
constexpr std::size_t near_lines = 3;  // of the context, in the fuzzy search: further ones blur it

std::string_view trimmed(std::string_view line) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == line.npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

bool better(const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.first < b.first;
}

/// One list of context lines, nearest first, against the text from `at` on in direction `by`.
class Context {
  public:
    Context(const Wanted& wanted) {
        add(std::vector<std::string>(wanted.prefix.rbegin(), wanted.prefix.rend()), above_);
        add(wanted.suffix, below_);
    }

    [[nodiscard]] double score(const Text& text, std::uint32_t first, std::uint32_t last) const {
        if (total_ <= 0) return 0.5;
        double found = 0;
        for (std::uint32_t k = 0; k < above_.size() && k < first; ++k)
            if (same(above_[k], text.line(first - 1 - k))) found += above_[k].weight;
        for (std::uint32_t k = 0; k < below_.size() && last + 1 + k < text.line_count(); ++k)
            if (same(below_[k], text.line(last + 1 + k))) found += below_[k].weight;
        return found / total_;
    }

  private:
    struct Line {
        std::string text;
        double weight = 0;
        bool cut = false;
    };

    static bool same(const Line& line, std::string_view other) {
        other = trimmed(other);
        return line.cut ? other.starts_with(line.text) : other == line.text;
    }

    void add(const std::vector<std::string>& lines, std::vector<Line>& to) {
        for (std::size_t k = 0; k < lines.size(); ++k) {
            // Nearer lines say more.
            const auto w = weight(token_bag(lines[k])) / (1.0 + 0.2 * static_cast<double>(k));
            to.push_back({std::string(trimmed(lines[k])), w, lines[k].size() + 3 >= context_line_bytes_max});
            total_ += w;
        }
    }

    std::vector<Line> above_;
    std::vector<Line> below_;
    double total_ = 0;
};

TokenBag joined(std::span<const TokenBag> bags, std::size_t first, std::size_t last) {
    TokenBag all;
    for (auto at = first; at < std::min(last, bags.size()); ++at) {
        all.hashes.insert(all.hashes.end(), bags[at].hashes.begin(), bags[at].hashes.end());
        all.words += bags[at].words;
    }
    std::sort(all.hashes.begin(), all.hashes.end());
    return all;
}

std::vector<TokenBag> bags_of(const std::vector<std::string>& lines) {
    return token_bags(std::vector<std::string_view>(lines.begin(), lines.end()));
}

/// Windows of `count` lines by Dice's coefficient, counted while sliding; those of at least the minimum.
std::vector<Candidate> windows(std::span<const TokenBag> text, const TokenBag& quote, std::size_t count) {
    std::unordered_map<std::uint32_t, std::uint32_t> slots;
    std::vector<std::int32_t> needed;
    for (auto hash : quote.hashes) {
        const auto [slot, is_new] = slots.try_emplace(hash, static_cast<std::uint32_t>(needed.size()));
        if (is_new) needed.push_back(0);
        ++needed[slot->second];
    }
    std::vector<std::int32_t> have(needed.size(), 0);
    std::int64_t common = 0;
    std::int64_t total = 0;
    const auto slide = [&](const TokenBag& bag, std::int32_t by) {
        total += by * static_cast<std::int64_t>(bag.hashes.size());
        for (auto hash : bag.hashes) {
            const auto slot = slots.find(hash);
            if (slot == slots.end()) continue;
            auto& here = have[slot->second];
            const auto limit = needed[slot->second];
            common -= std::min(here, limit);
            here += by;
            common += std::min(here, limit);
        }
    };
    std::vector<Candidate> found;
    for (std::size_t at = 0; at < text.size(); ++at) {
        slide(text[at], +1);
        if (at >= count) slide(text[at - count], -1);
        if (at + 1 < count && at + 1 < text.size()) continue;
        const auto similarity = 2.0 * static_cast<double>(common) /
                                static_cast<double>(total + static_cast<std::int64_t>(quote.hashes.size()));
        if (similarity < window_similarity_min) continue;
        const auto first = at + 1 >= count ? at + 1 - count : 0;
        found.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(at), similarity});
    }
    return found;
}

/// The window's ends, settled on the lines most like the quote's first and last line.
Candidate settled(Candidate found, std::span<const TokenBag> text, std::span<const TokenBag> quote) {
    const auto settle = [&](std::uint32_t guess, const TokenBag& like, std::uint32_t low,
                            std::uint32_t high) {
        auto best = guess;
        double most = dice(text[guess], like) + 0.01;
        for (auto line = low; line <= high; ++line) {
            const auto similarity = dice(text[line], like);
            if (similarity > most) {
                most = similarity;
                best = line;
            }
        }
        return best;
    };
    const auto end = static_cast<std::uint32_t>(text.size() - 1);
    const auto first_low = found.first - std::min(found.first, 3U);
    const auto slack = std::max<std::uint32_t>(3, static_cast<std::uint32_t>(quote.size()) / 3);
    found.first = settle(found.first, quote.front(), first_low, std::min(end, found.first + 3));
    if (quote.size() == 1) {
        found.last = found.first;
        return found;
    }
    found.last = std::max(found.last, found.first);
    const auto last_low = std::max(found.first, found.last - std::min(found.last, slack));
    found.last = settle(found.last, quote.back(), last_low, std::min(end, found.last + slack));
    return found;
}

}  // namespace

Wanted wanted(const Anchor& anchor) {
    Wanted out;
    const Text quote{anchor.quote};
    for (std::uint32_t line = 0; line < quote.line_count(); ++line)
        out.lines.emplace_back(quote.line(line));
    // A cut never leaves more than half a character's bytes unused.
    out.last_is_cut = anchor.quote.size() + 3 >= quote_bytes_max;
    out.prefix = anchor.prefix;
    out.suffix = anchor.suffix;
    out.line = anchor.range.start.line;
    return out;
}

std::vector<Candidate> find_exact(const Wanted& wanted, const Text& text) {
    const auto count = static_cast<std::uint32_t>(wanted.lines.size());
    std::vector<Candidate> found;
    if (text.line_count() < count) return found;
    const Context context(wanted);
    const auto stands_at = [&](std::uint32_t first) {
        for (std::uint32_t k = 0; k < count; ++k) {
            const bool cut = wanted.last_is_cut && k + 1 == count;
            const auto line = text.line(first + k);
            if (cut ? !line.starts_with(wanted.lines[k]) : line != wanted.lines[k]) return false;
        }
        return true;
    };
    for (std::uint32_t first = 0; first + count <= text.line_count(); ++first) {
        if (!stands_at(first)) continue;
        const auto last = first + count - 1;
        found.push_back({first, last, context.score(text, first, last)});
    }
    std::sort(found.begin(), found.end(), better);
    return found;
}

std::vector<TokenBag> bags_of(const Text& text) {
    return token_bags(lines_of(text));
}

std::vector<Candidate> find_alike(const Wanted& wanted, std::span<const TokenBag> bags,
                                  const WindowFilter& filter) {
    const auto quote_bags = bags_of(wanted.lines);
    const auto quote = joined(quote_bags, 0, quote_bags.size());
    if (quote.hashes.empty()) return {};

    auto found = windows(bags, quote, wanted.lines.size());
    std::erase_if(found,
                  [&](const Candidate& c) { return filter && !filter(c.first, c.last - c.first + 1); });
    const auto kept = std::min(found.size(), windows_kept);
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(), better);
    found.resize(kept);

    const auto above = bags_of(wanted.prefix);
    const auto below = bags_of(wanted.suffix);
    const auto near_above = joined(above, above.size() - std::min(above.size(), near_lines), above.size());
    const auto near_below = joined(below, 0, near_lines);
    const auto alike = [](const TokenBag& a, const TokenBag& b) {
        return b.hashes.empty() ? 1.0 : dice(a, b);
    };
    for (auto& c : found) {
        const auto before = joined(bags, c.first - std::min<std::uint32_t>(c.first, near_lines), c.first);
        const auto after = joined(bags, c.last + 1, c.last + 1 + near_lines);
        const auto away = std::abs(static_cast<double>(c.first) - static_cast<double>(wanted.line));
        const auto position = std::max(0.0, 1.0 - away / static_cast<double>(bags.size()));
        c.score =
            (50 * c.score + 20 * alike(before, near_above) + 20 * alike(after, near_below) + 2 * position) /
            92;
        c = settled(c, bags, quote_bags);
    }
    std::sort(found.begin(), found.end(), better);
    std::vector<Candidate> apart;
    for (const auto& c : found) {
        const auto overlaps = [&](const Candidate& other) {
            return c.first <= other.last && other.first <= c.last;
        };
        if (std::none_of(apart.begin(), apart.end(), overlaps)) apart.push_back(c);
    }
    return apart;
}

double quote_similarity(const Wanted& wanted, std::span<const TokenBag> bags, const Candidate& candidate) {
    const auto quote = bags_of(wanted.lines);
    return dice(joined(bags, candidate.first, candidate.last + 1), joined(quote, 0, quote.size()));
}

}  // namespace restante::anchor
