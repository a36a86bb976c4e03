#include "follow/leap.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstring>

namespace restante::follow {
namespace {

constexpr std::uint32_t reach = 8;         // lines beside the anchor that may tell
constexpr std::uint32_t lines_max = 64;    // of the anchor itself
constexpr std::uint32_t first_lines = 8;   // that a text is searched for, be they all equal
constexpr std::size_t telling_max = 3;     // lines that are looked for
constexpr std::ptrdiff_t letters_min = 8;  // of a line that may tell, digits included

/// The text's lines end in "\n".
bool occurs_once(const anchor::Text& text, std::string_view line) {
    std::uint32_t found = 0;
    auto start = text.line_start(0);
    for (std::uint32_t at = 1; at < text.line_count() && found < 2; ++at) {
        const auto next = text.line_start(at);
        // Most are told apart by their lengths, without a look at the text.
        if (next - start == line.size() + 1 &&
            std::memcmp(text.bytes().data() + start, line.data(), line.size()) == 0)
            ++found;
        start = next;
    }
    return found == 1;
}

/// The first of the lines stand in the other text, one after the other: what a look at it tells sooner than a
/// comparison.
bool stand_in(const anchor::Text& text, anchor::LineRange lines, const anchor::Text& other) {
    const auto looked_at = std::min(lines.count(), first_lines);
    if (other.line_count() < looked_at) return false;
    for (std::uint32_t at = 0; at <= other.line_count() - looked_at; ++at) {
        std::uint32_t same = 0;
        while (same < looked_at && text.line(lines.first + same) == other.line(at + same))
            ++same;
        if (same == looked_at) return true;
    }
    return false;
}

/// One of these lines, which are the same in both texts, is in each of them exactly once.
bool known_by_itself(const anchor::Text& before, const anchor::Text& after, anchor::LineRange lines) {
    std::vector<std::string_view> telling;
    for (auto line = lines.first; line <= lines.last; ++line) {
        const auto bytes = before.line(line);
        const auto letters = std::ranges::count_if(
            bytes, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
        if (letters >= letters_min) telling.push_back(bytes);
    }
    // The longer, the likelier to be the only one.
    std::ranges::stable_sort(telling, std::greater<>(), &std::string_view::size);
    if (telling.size() > telling_max) telling.resize(telling_max);
    return std::ranges::any_of(telling, [&](std::string_view bytes) {
        return occurs_once(before, bytes) && occurs_once(after, bytes);
    });
}

}  // namespace

Result<std::optional<StepResult>> untouched(History& history, StepFiles& files, const Spot& spot,
                                            const vcs::ObjectId& blob, CommitNumber after) {
    const auto before_text = history.text(spot.blob);
    if (!before_text) return tl::unexpected(before_text.error());
    const auto after_text = history.text(blob);
    if (!after_text) return tl::unexpected(after_text.error());
    const auto lines = anchor::lines_of_range(spot.range);
    if (!stand_in(**before_text, lines, **after_text)) return std::nullopt;
    const auto change = files.lines(spot.blob, blob);
    if (!change) return tl::unexpected(change.error());
    const auto run = (*change)->map.unchanged_run(lines.first);
    if (!(*change)->plain_endings || !run || run->last < lines.last) return std::nullopt;
    const auto first = *(*change)->map.new_line(lines.first);
    if (first + lines.count() >= (*change)->after_lines) return std::nullopt;

    const anchor::LineRange near{
        std::max(run->first, lines.first - std::min(lines.first, reach)),
        std::min({run->last, lines.last + reach, lines.first + lines_max, (*before_text)->line_count() - 1})};
    if (!known_by_itself(**before_text, **after_text, near)) return std::nullopt;

    return unchanged_at(spot, blob, first, after);
}

Result<std::optional<Leap>> leap(History& history, StepFiles& files, const Spot& spot,
                                 std::span<const CommitNumber> versions, std::size_t at) {
    const auto left = versions.size() - at;
    const auto aligned = at == 0 ? left : std::size_t{1} << static_cast<unsigned>(std::countr_zero(at));
    for (auto over = std::bit_floor(std::min(left, aligned)); over >= 2; over /= 2) {
        const auto after = versions[at + over - 1];
        const auto blob = history.blob_at(after, spot.path);
        if (!blob) return tl::unexpected(blob.error());
        if (!*blob) continue;
        if (**blob == spot.blob) {
            auto same = spot;
            same.commit = after;
            return Leap{over, {StepFate::same, std::move(same), 1.0, false}};
        }
        auto result = untouched(history, files, spot, **blob, after);
        if (!result) return tl::unexpected(std::move(result).error());
        if (*result) return Leap{over, std::move(**result)};
    }
    return std::nullopt;
}

}  // namespace restante::follow
