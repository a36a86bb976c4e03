#include "anchor/rarity.hpp"

#include <algorithm>
#include <cmath>

#include "anchor/surroundings.hpp"

namespace restante::anchor {
namespace {

std::vector<std::uint16_t> character_pairs(std::string_view line) {
    std::vector<std::uint16_t> pairs;
    int last = -1;
    for (const char c : line.substr(0, 400)) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
        const auto byte = static_cast<unsigned char>(c);
        if (last >= 0) pairs.push_back(static_cast<std::uint16_t>(last << 8 | byte));
        last = byte;
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

}  // namespace

double character_likeness(std::string_view a, std::string_view b) {
    const auto x = character_pairs(a);
    const auto y = character_pairs(b);
    if (x.empty() || y.empty()) return 0;
    std::vector<std::uint16_t> common;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(common));
    return 2.0 * static_cast<double>(common.size()) / static_cast<double>(x.size() + y.size());
}

Rarity::Rarity(const Pair& pair) {
    std::uint32_t left = changed_lines_max;
    const auto count = [&](Reading& text, std::uint32_t first, std::uint32_t lines) {
        for (auto line = first; line < first + lines && left > 0; ++line, --left)
            for (const auto token : text.bag(line).hashes)
                ++seen_[token];
    };
    if (pair.alignment == nullptr) {
        count(pair.after, 0, pair.after.size());
        return;
    }
    for (const auto& hunk : pair.alignment->map().hunks()) {
        if (pair.file != FileKind::other) count(pair.before, hunk.old_start, hunk.old_count);
        count(pair.after, hunk.new_start, hunk.new_count);
    }
}

double Rarity::weight(std::uint32_t token) const {
    const auto found = seen_.find(token);
    return 1.0 / std::sqrt(1.0 + (found == seen_.end() ? 0 : found->second));
}

double Rarity::likeness(const TokenBag& a, const TokenBag& b) const {
    double common = 0;
    double total = 0;
    auto i = a.hashes.begin();
    auto j = b.hashes.begin();
    while (i != a.hashes.end() || j != b.hashes.end()) {
        if (j == b.hashes.end() || (i != a.hashes.end() && *i < *j)) {
            total += weight(*i++);
        } else if (i == a.hashes.end() || *j < *i) {
            total += weight(*j++);
        } else {
            const auto w = weight(*i);
            common += 2 * w;
            total += 2 * w;
            ++i;
            ++j;
        }
    }
    return total == 0 ? 0 : common / total;
}

}  // namespace restante::anchor
