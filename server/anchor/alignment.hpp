// Which new line an old line became, also where it was changed: the line map, then, inside each replaced
// hunk, lines equal but for white space, then lines alike by their tokens (a global alignment by dynamic
// programming, Needleman and Wunsch 1970, with Dice's coefficient as the score of a pair). PURE.
//
// One object per pair of texts, shared by all anchors of the file; it keeps references to both texts and
// aligns a hunk when it is first asked about, so a big rewrite costs only those who are anchored in it. One
// thread at a time. Lines that went elsewhere in the file are found by anchor/moved_lines.hpp, also when
// first asked for.
#pragma once

#include <map>

#include "anchor/line_diff.hpp"
#include "anchor/moved_lines.hpp"
#include "anchor/tokens.hpp"

namespace restante::anchor {

enum class LineFate {
    equal,  // an unchanged line
    space,  // equal but for white space
    alike,  // aligned by its tokens
};

struct LineImage {
    std::uint32_t line = 0;
    LineFate fate = LineFate::equal;
    double similarity = 1.0;  // 1 unless `alike`
    friend bool operator==(const LineImage&, const LineImage&) = default;
};

/// Pairs of lines less alike than this never correspond.
inline constexpr double line_similarity_min = 0.35;
/// A part of a hunk with more pairs of lines than this is not aligned by tokens.
inline constexpr std::size_t aligned_pairs_max = 40'000;

class Alignment {
  public:
    /// Both texts must outlive this object.
    Alignment(const Text& old_text, const Text& new_text);
    Alignment(const Alignment&) = delete;
    Alignment& operator=(const Alignment&) = delete;

    [[nodiscard]] const Text& old_text() const noexcept { return old_; }
    [[nodiscard]] const Text& new_text() const noexcept { return new_; }
    [[nodiscard]] const LineMap& map() const noexcept { return map_; }
    /// Nothing when no line of the new text is this line's.
    [[nodiscard]] std::optional<LineImage> image(std::uint32_t old_line);
    /// Claimed by no unchanged line, and so open to what was lost elsewhere.
    [[nodiscard]] bool fresh(std::uint32_t new_line) const noexcept { return !map_.old_line(new_line); }

    /// Where a removed line was put in again, elsewhere in this text.
    [[nodiscard]] std::optional<std::uint32_t> moved_to(std::uint32_t old_line);
    /// The tokens of all lines of the new text, made when first asked for.
    [[nodiscard]] const std::vector<TokenBag>& new_bags();

  private:
    using HunkImages = std::vector<std::optional<LineImage>>;  // one per old line of the hunk

    const HunkImages& align(const Hunk& hunk);

    const Text& old_;
    const Text& new_;
    LineMap map_;
    std::map<std::uint32_t, HunkImages> aligned_;  // by the hunk's old_start
    std::optional<std::vector<MovedLine>> moved_;
    std::vector<TokenBag> new_bags_;
};

}  // namespace restante::anchor
