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
/// A hub on this machine that is not there: asking costs next to nothing, and who starts it again waits for
/// it.
inline constexpr TimeMs loopback_delay_ms_max = 4'000;
/// A login is asked for: by a person's hand, too, but a proxy may have said so in passing. A quarter of a
/// minute at first.
inline constexpr unsigned login_failures_first = 4;
/// Not allowed here: that changes by a person's hand, so asking often is of no use.
inline constexpr TimeMs forbidden_delay_ms = 15 * 60 * 1'000;
/// A Retry-After beyond this is not believed.
inline constexpr TimeMs retry_after_ms_max = 60 * 60 * 1'000;

/// Between retry_delay_ms_min and min(2^doublings seconds, delay_ms_max).
[[nodiscard]] inline TimeMs jittered_ms(unsigned doublings, TimeMs delay_ms_max, std::uint64_t random) {
    const TimeMs ceiling = std::min(retry_delay_ms_min << std::min(doublings, 16U), delay_ms_max);
    const auto span = static_cast<std::uint64_t>(ceiling - retry_delay_ms_min);
    return retry_delay_ms_min + static_cast<TimeMs>(random % (span + 1));
}

/// `failures` counts from 1; each doubles the wait.
[[nodiscard]] inline TimeMs backoff_ms(unsigned failures, std::uint64_t random) {
    return jittered_ms(failures, retry_delay_ms_max, random);
}

/// The same for a hub that was not reached, so that asking cost it nothing. Most such times are short (a
/// restart, a network that changes), so for half a minute the wait stays below eight seconds; then it grows.
[[nodiscard]] inline TimeMs reconnect_ms(unsigned failures, std::uint64_t random, bool loopback) {
    constexpr unsigned short_doublings = 3;
    constexpr unsigned short_failures = 6;
    const unsigned late = failures > short_failures ? failures - short_failures : 0;
    return jittered_ms(std::min(failures, short_doublings) + late,
                       loopback ? loopback_delay_ms_max : retry_delay_ms_max, random);
}

/// What the hub asked for, never sooner, and up to a second later so that clients come back spread out.
[[nodiscard]] inline TimeMs retry_after_ms(std::uint32_t seconds, std::uint64_t random) {
    const TimeMs asked = std::clamp<TimeMs>(TimeMs{seconds} * 1'000, retry_delay_ms_min, retry_after_ms_max);
    return asked + static_cast<TimeMs>(random % 1'000);
}

}  // namespace restante::sync
