// How long to wait before asking again. PURE: randomness is handed in.
//
// Exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): a
// hub that comes back is not met by all its clients in the same second.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/clock.hpp"

namespace restante::sync {

inline constexpr TimeMs retry_delay_ms_min = 1'000;
inline constexpr TimeMs retry_delay_ms_max = 5 * 60 * 1'000;
/// A login is asked for: by a person's hand, too, but a proxy may have said so in passing. A quarter of a
/// minute at first.
inline constexpr unsigned login_failures_first = 4;
/// Not allowed here: that changes by a person's hand, so asking often is of no use.
inline constexpr TimeMs forbidden_delay_ms = 15 * 60 * 1'000;
/// A Retry-After beyond this is not believed.
inline constexpr TimeMs retry_after_ms_max = 60 * 60 * 1'000;

/// Between retry_delay_ms_min and min(2^failures seconds, retry_delay_ms_max). `failures` counts from 1.
[[nodiscard]] inline TimeMs backoff_ms(unsigned failures, std::uint64_t random) {
    const unsigned doublings = std::min(failures, 16U);
    const TimeMs ceiling = std::min(retry_delay_ms_min << doublings, retry_delay_ms_max);
    const auto span = static_cast<std::uint64_t>(ceiling - retry_delay_ms_min);
    return retry_delay_ms_min + static_cast<TimeMs>(random % (span + 1));
}

/// What the hub asked for, never sooner, and up to a second later so that clients come back spread out.
[[nodiscard]] inline TimeMs retry_after_ms(std::uint32_t seconds, std::uint64_t random) {
    const TimeMs asked = std::clamp<TimeMs>(TimeMs{seconds} * 1'000, retry_delay_ms_min, retry_after_ms_max);
    return asked + static_cast<TimeMs>(random % 1'000);
}

}  // namespace restante::sync
