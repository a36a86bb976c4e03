#include "anchor/alignment.hpp"

#include <algorithm>

namespace restante::anchor {
namespace {

std::vector<std::string_view> lines_between(const Text& text, std::uint32_t first, std::uint32_t count) {
    std::vector<std::string_view> lines;
    for (auto line = first; line < first + count; ++line)
        lines.push_back(text.line(line));
    return lines;
}

/// The best alignment of two lists of lines: calls found(i, j, similarity), ascending.
template <class Found>
void align_by_tokens(std::span<const std::string_view> a_lines, std::span<const std::string_view> b_lines,
                     Found found) {
    const auto n = a_lines.size();
    const auto m = b_lines.size();
    if (n == 0 || m == 0 || n > aligned_pairs_max / m) return;
    const auto a = token_bags(a_lines);
    const auto b = token_bags(b_lines);

    // best[i][j]: the weight that can be saved of a[i…] in b[j…].
    std::vector<float> best((n + 1) * (m + 1), 0.0F);
    std::vector<float> similar(n * m, 0.0F);
    const auto at = [&](std::size_t i, std::size_t j) -> float& { return best[i * (m + 1) + j]; };
    const auto paired = [&](std::size_t i, std::size_t j) {
        return at(i + 1, j + 1) + similar[i * m + j] * static_cast<float>(weight(a[i]));
    };
    for (auto i = n; i-- > 0;) {
        for (auto j = m; j-- > 0;) {
            const auto similarity = dice(a[i], b[j]);
            at(i, j) = std::max(at(i + 1, j), at(i, j + 1));
            if (similarity < line_similarity_min) continue;
            similar[i * m + j] = static_cast<float>(similarity);
            at(i, j) = std::max(at(i, j), paired(i, j));
        }
    }
    for (std::size_t i = 0, j = 0; i < n && j < m;) {
        if (similar[i * m + j] > 0 && at(i, j) <= paired(i, j)) {
            found(i, j, static_cast<double>(similar[i * m + j]));
            ++i;
            ++j;
        } else if (at(i, j) == at(i + 1, j)) {
            ++i;
        } else {
            ++j;
        }
    }
}

}  // namespace

Alignment::Alignment(const Text& old_text, const Text& new_text)
    : old_(old_text), new_(new_text), map_(diff_lines(old_text, new_text)) {}

std::optional<LineImage> Alignment::image(std::uint32_t old_line) {
    const auto* hunk = map_.hunk_of(old_line);
    if (!hunk) return LineImage{*map_.new_line(old_line), LineFate::equal, 1.0};
    if (hunk->new_count == 0) return std::nullopt;
    return align(*hunk)[old_line - hunk->old_start];
}

std::optional<std::uint32_t> Alignment::moved_to(std::uint32_t old_line) {
    if (!moved_) moved_ = moved_lines(old_, new_, map_);
    const auto found = std::lower_bound(moved_->begin(), moved_->end(), MovedLine{old_line, 0});
    if (found == moved_->end() || found->old_line != old_line) return std::nullopt;
    return found->new_line;
}

const std::vector<TokenBag>& Alignment::new_bags() {
    if (new_bags_.empty()) new_bags_ = token_bags(lines_of(new_));
    return new_bags_;
}

const Alignment::HunkImages& Alignment::align(const Hunk& hunk) {
    auto [slot, is_new] = aligned_.try_emplace(hunk.old_start);
    auto& images = slot->second;
    if (!is_new) return images;
    images.resize(hunk.old_count);

    const auto old_lines = lines_between(old_, hunk.old_start, hunk.old_count);
    const auto new_lines = lines_between(new_, hunk.new_start, hunk.new_count);
    const auto bare = [](const std::vector<std::string_view>& lines) {
        std::vector<std::string> out;
        out.reserve(lines.size());
        for (auto line : lines)
            out.push_back(without_space(line));
        return out;
    };
    const auto old_bare = bare(old_lines);
    const auto new_bare = bare(new_lines);
    const LineMap spaceless(diff_lines(std::vector<std::string_view>(old_bare.begin(), old_bare.end()),
                                       std::vector<std::string_view>(new_bare.begin(), new_bare.end())));
    for (std::uint32_t i = 0; i < hunk.old_count; ++i)
        if (auto j = spaceless.new_line(i)) images[i] = LineImage{hunk.new_start + *j, LineFate::space, 1.0};

    for (const auto& gap : spaceless.hunks()) {
        align_by_tokens(std::span{old_lines}.subspan(gap.old_start, gap.old_count),
                        std::span{new_lines}.subspan(gap.new_start, gap.new_count),
                        [&](std::size_t i, std::size_t j, double similarity) {
                            images[gap.old_start + i] =
                                LineImage{hunk.new_start + gap.new_start + static_cast<std::uint32_t>(j),
                                          LineFate::alike, similarity};
                        });
    }
    return images;
}

}  // namespace restante::anchor
