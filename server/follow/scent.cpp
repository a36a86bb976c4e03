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

std::uint32_t LineBag::count(std::uint64_t hash) const {
    const auto found = std::ranges::lower_bound(entries, hash, {}, &Entry::hash);
    return found != entries.end() && found->hash == hash ? found->count : 0;
}

LineBag line_bag(const anchor::Text& text) {
    LineBag bag;
    if (vcs::looks_binary(text.bytes())) return bag;
    std::vector<std::uint64_t> hashes;
    hashes.reserve(text.line_count());
    std::string buffer;
    for (std::uint32_t line = 0; line < text.line_count(); ++line) {
        const auto bare = anchor::without_space(text.line(line), buffer);
        if (bare.size() >= bare_bytes_min) hashes.push_back(anchor::hash_bytes(bare) | 1U);
    }
    std::ranges::sort(hashes);
    for (const auto hash : hashes) {
        if (bag.entries.empty() || bag.entries.back().hash != hash) bag.entries.push_back({hash, 0});
        ++bag.entries.back().count;
    }
    bag.entries.shrink_to_fit();
    return bag;
}

double likeness(const LineBag& a, const LineBag& b) {
    double total = 0;
    double common = 0;
    for (const auto& [hash, count] : a.entries)
        total += count;
    auto match = a.entries.begin();
    for (const auto& [hash, count] : b.entries) {
        total += count;
        while (match != a.entries.end() && match->hash < hash)
            ++match;
        if (match != a.entries.end() && match->hash == hash) common += std::min(count, match->count);
    }
    return total == 0 ? 0 : 2 * common / total;
}

CommonLines common_lines(const std::vector<std::shared_ptr<const LineBag>>& files) {
    std::vector<std::uint64_t> all;
    for (const auto& file : files)
        for (const auto& entry : file->entries)
            all.push_back(entry.hash);
    std::ranges::sort(all);
    const auto least = static_cast<std::ptrdiff_t>(std::max<std::size_t>(2, (files.size() + 1) / 2));
    CommonLines out;
    for (auto at = all.begin(); at != all.end();) {
        const auto behind = std::upper_bound(at, all.end(), *at);
        if (behind - at >= least) out.push_back(*at);
        at = behind;
    }
    return out;
}

LineBag without(const LineBag& bag, const CommonLines& common) {
    LineBag out;
    std::ranges::copy_if(bag.entries, std::back_inserter(out.entries), [&](const LineBag::Entry& entry) {
        return !std::ranges::binary_search(common, entry.hash);
    });
    return out;
}

bool are_common(const anchor::Text& text, anchor::LineRange lines, const CommonLines& common) {
    std::string buffer;
    bool any = false;
    for (auto line = lines.first; line <= lines.last; ++line) {
        const auto bare = anchor::without_space(text.line(line), buffer);
        if (bare.size() < bare_bytes_min) continue;
        any = true;
        if (!std::ranges::binary_search(common, anchor::hash_bytes(bare) | 1U)) return false;
    }
    return any;
}

Scent::Scent(const anchor::Text& text, anchor::LineRange lines) {
    const auto first = lines.first - std::min(lines.first, around);
    const auto last = std::min(text.line_count() - 1, std::min(lines.last, lines.first + inside) + around);
    std::string buffer;
    for (auto line = first; line <= last; ++line) {
        const auto bare = anchor::without_space(text.line(line), buffer);
        if (bare.size() < bare_bytes_min) continue;
        const auto weight = anchor::weight(anchor::token_bag(text.line(line)));
        lines_.push_back({anchor::hash_bytes(bare) | 1U, weight});
        total_ += weight;
    }
}

double Scent::in(const LineBag& now, const LineBag* was) const {
    double score = 0;
    for (const auto& line : lines_) {
        const auto here = now.count(line.bare);
        if (here > 0 && (was == nullptr || was->count(line.bare) < here)) score += line.weight;
    }
    return total_ > 0 ? score / total_ : 0;
}

}  // namespace restante::follow
