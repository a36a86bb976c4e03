// What stands around a line, and whether it stands around another one, too. PURE.
#pragma once

#include <optional>
#include <vector>

#include "anchor/pair.hpp"

namespace restante::anchor {

inline constexpr std::uint32_t context_near = 6;  // lines that say something, each side
inline constexpr std::uint32_t slack = 4;         // lines that may have been put between them
inline constexpr std::uint32_t changed_lines_max = 600;

/// The next lines that are not blank, at most `count`, from `line` on in steps of `by`, and before `end`.
[[nodiscard]] std::vector<std::uint32_t> telling(Reading& text, std::int64_t line, int by,
                                                 std::uint32_t count, std::int64_t end);

/// By weight, how much of the lines `a` stands among the lines `b` in the same order: the best monotone
/// pairing. -1 when `a` says nothing.
[[nodiscard]] double support(Reading& before, const std::vector<std::uint32_t>& a, Reading& after,
                             const std::vector<std::uint32_t>& b);

/// Dice's coefficient of the two lines' tokens; 1 when they differ by white space only, or neither is there.
[[nodiscard]] double likeness_of(Reading& before, std::optional<std::uint32_t> a, Reading& after,
                                 std::optional<std::uint32_t> b);

/// Which other lost line of the old text may be what the new line was?
struct Suitors {
    double likest = 0;    // by tokens
    double nearest = -1;  // of those about as alike: how much more of what stands around it is there
};
/// `s` is the lost line, `x` the new one, and `likeness` that of their tokens. Precondition: has_images().
[[nodiscard]] Suitors suitors_of(const Pair& pair, std::uint32_t s, std::uint32_t x, double likeness);

}  // namespace restante::anchor
