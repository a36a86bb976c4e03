// Which lines two texts have in common: hunks, and a map from old lines to new ones. PURE; made by a job or a
// handler from two texts and kept as a plain value.
//
// Common ends are cut off, lines become numbers, lines that are unique on both sides anchor the rest (Bram
// Cohen's patience diff: a longest increasing subsequence of them, then the same inside each gap, where more
// lines are unique), and gaps without such lines go to Myers (anchor/myers.hpp). Patience rather than the
// shortest script, because a script that matches braces and blank lines of unrelated functions is shorter and
// useless for anchors. The time is bounded: a gap that would cost too much counts as replaced.
//
// Lines are compared without their endings, so a change of "\n" to "\r\n" changes no line. It does not look
// inside replaced lines: that is anchor/alignment.hpp.
#pragma once

#include <span>

#include "anchor/text.hpp"

namespace restante::anchor {

/// Lines [old_start, old_start + old_count) were replaced by [new_start, new_start + new_count).
struct Hunk {
    std::uint32_t old_start = 0;
    std::uint32_t old_count = 0;
    std::uint32_t new_start = 0;
    std::uint32_t new_count = 0;
    [[nodiscard]] std::uint32_t old_end() const noexcept { return old_start + old_count; }
    [[nodiscard]] std::uint32_t new_end() const noexcept { return new_start + new_count; }
    friend bool operator==(const Hunk&, const Hunk&) = default;
};

/// Ascending, disjoint and never adjacent: between two hunks there is at least one equal line.
using Hunks = std::vector<Hunk>;

[[nodiscard]] Hunks diff_lines(std::span<const std::string_view> old_lines,
                               std::span<const std::string_view> new_lines);
[[nodiscard]] Hunks diff_lines(const Text& old_text, const Text& new_text);

/// All lines, without their endings. The views are into the text.
[[nodiscard]] std::vector<std::string_view> lines_of(const Text& text);

/// Answers "where is this line now" for unchanged lines, from the hunks of a diff.
class LineMap {
  public:
    LineMap() = default;  // nothing changed
    explicit LineMap(Hunks hunks) : hunks_(std::move(hunks)) {}

    [[nodiscard]] const Hunks& hunks() const noexcept { return hunks_; }
    /// Nothing when the line was replaced or removed. A line past the end of the old text gets a number, too.
    [[nodiscard]] std::optional<std::uint32_t> new_line(std::uint32_t old_line) const noexcept;
    /// The other way round: nothing when the new line is not an unchanged one ("fresh").
    [[nodiscard]] std::optional<std::uint32_t> old_line(std::uint32_t new_line) const noexcept;
    /// The longest run of old lines, with this one among them, that are all there one after the other.
    /// Nothing when this one is not. Behind the last hunk a run goes on past the end of the text.
    [[nodiscard]] std::optional<LineRange> unchanged_run(std::uint32_t old_line) const noexcept;
    /// The hunk that replaced or removed this line.
    [[nodiscard]] const Hunk* hunk_of(std::uint32_t old_line) const noexcept;

  private:
    Hunks hunks_;
};

}  // namespace restante::anchor
