#include "follow/scent.hpp"

#include <algorithm>

#include "anchor/line_ids.hpp"
#include "anchor/tokens.hpp"
#include "vcs/binary.hpp"

namespace restante::follow {
namespace {

constexpr std::uint32_t around = 10;
constexpr std::uint32_t inside = 24;
constexpr std::size_t bare_bytes_min = 4;  // of a line that says something

}  // namespace

LineBag line_bag(const anchor::Text& text) {
    LineBag bag;
    if (vcs::looks_binary(text.bytes())) return bag;
    for (std::uint32_t line = 0; line < text.line_count(); ++line) {
        const auto bare = anchor::without_space(text.line(line));
        if (bare.size() >= bare_bytes_min) ++bag[anchor::hash_bytes(bare) | 1U];
    }
    return bag;
}

double likeness(const LineBag& a, const LineBag& b) {
    double total = 0;
    double common = 0;
    for (const auto& [hash, count] : a)
        total += count;
    for (const auto& [hash, count] : b) {
        total += count;
        const auto match = a.find(hash);
        if (match != a.end()) common += std::min(count, match->second);
    }
    return total == 0 ? 0 : 2 * common / total;
}

Scent::Scent(const anchor::Text& text, anchor::LineRange lines) {
    const auto first = lines.first - std::min(lines.first, around);
    const auto last = std::min(text.line_count() - 1, std::min(lines.last, lines.first + inside) + around);
    for (auto line = first; line <= last; ++line) {
        const auto bare = anchor::without_space(text.line(line));
        if (bare.size() < bare_bytes_min) continue;
        const auto weight = anchor::weight(anchor::token_bag(text.line(line)));
        lines_.push_back({anchor::hash_bytes(bare) | 1U, weight});
        total_ += weight;
    }
}

double Scent::in(const LineBag& now, const LineBag* was) const {
    double score = 0;
    for (const auto& line : lines_) {
        const auto match = now.find(line.bare);
        if (match == now.end()) continue;
        if (was != nullptr) {
            const auto old = was->find(line.bare);
            if (old != was->end() && old->second >= match->second) continue;
        }
        score += line.weight;
    }
    return total_ > 0 ? score / total_ : 0;
}

}  // namespace restante::follow
