// What a whole walk says of the place where it ended: the signs, as numbers, by which the end is judged once
// more. A step sees two neighbouring versions; here what was pointed at is held against what would be shown.
// PURE, but for what it is given. How much each sign is worth was fitted, as in anchor/verdict.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "follow/step.hpp"

namespace restante::follow {

enum class Sign : std::uint8_t {
    product,           // of the steps' probabilities
    least,             // of them
    unsure,            // steps that were less than nine in ten, at most 8
    edits,             // log2 of the steps that changed the lines
    equal,             // by weight, how much of the lines pointed at is there, line for line
    alike,             // … or alike
    first_line,        // likeness of the first lines
    lines,             // log2 of the lines pointed at
    direct_here,       // how likely the place is when the two ends are compared directly; -1: they were not
    direct_elsewhere,  // … and the likeliest other place
    backward,          // the walk led back in time
    file,              // 0: the same path; 1: another
    marked,            // how much of the marked part of the line is there; -1: the whole line is
    refound,           // it was lost on the way
    name,              // as Clue::name, of the two first lines
    block,             // what was pointed at is a block (anchor/extent.hpp)
    declaration,       // as Clue::declaration_name, of the two ends
    beside,            // the two commits are not in one line
    length,            // log2 of the versions of the file on the way
    count
};
inline constexpr std::size_t sign_count = static_cast<std::size_t>(Sign::count);

struct Trail {
    std::array<float, sign_count> values{};
    float& operator[](Sign sign) noexcept { return values[static_cast<std::size_t>(sign)]; }
    float operator[](Sign sign) const noexcept { return values[static_cast<std::size_t>(sign)]; }
};

/// Of the end, judged by the whole walk: what is less likely is not shown. Showing what is gone counts three
/// times in the table, so an even chance is at about 0.4 of it. Back in time code is mostly looked for where
/// it was not yet written.
inline constexpr double shown_min = 0.4;
inline constexpr double backward_shown_min = 0.75;

/// How sure it is that a line is gone, when its best place had this probability: read off held-out data, see
/// docs/anchors.md.
[[nodiscard]] inline double gone_confidence(double best) noexcept {
    return std::max(0.5, 0.97 - 2.2 * best);
}

/// A step of less is one that Sign::unsure counts.
inline constexpr double unsure_below = 0.9;

/// The signs that are in the two texts alone.
void compare_ends(const Spot& start, const Spot& end, Trail& trail);

/// How sure all that makes us that the place is right, 0 … 1.
[[nodiscard]] double judge(const Trail& trail) noexcept;

}  // namespace restante::follow
