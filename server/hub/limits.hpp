// Every bound of the hub in one place, with the answer that is given when it is reached. PURE.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace restante::hub {

struct Limits {
    // requests
    std::uint32_t header_bytes_max = 16 * 1024;       // 431
    std::uint64_t body_bytes_max = 8 * 1024 * 1024;   // 413; holds for the inflated size as well
    std::size_t push_lines_max = 5'000;               // 413
    std::uint64_t pull_limit_default = 5'000;         // ops per answer
    std::uint64_t pull_limit_max = 50'000;            // more are not an error: the answer is shorter
    std::chrono::milliseconds long_poll_max{60'000};  // a longer wait is cut to this
    // connections
    std::size_t connections_max = 1'024;                // 503 and closed
    std::size_t waiters_max = 1'000;                    // 503
    std::chrono::milliseconds idle_max{75'000};         // between requests; then closed
    std::chrono::milliseconds header_time_max{10'000};  // from first to last header byte; then closed
    std::chrono::milliseconds body_time_max{120'000};   // the whole body; then closed
    std::chrono::milliseconds write_time_max{60'000};   // each write; then closed
    std::chrono::milliseconds drain_time_max{10'000};   // what is under way when the hub stops; then cut
    // per token
    double requests_per_second = 200;  // 429
    double requests_burst = 2'000;
    // inside
    std::size_t queued_bytes_max = 64 * 1024 * 1024;  // pushes that wait for the store: 503
    std::size_t slice_bytes = 256 * 1024;             // of a streamed answer, read while the last is sent
    std::size_t tail_bytes_max = 1024 * 1024;         // newest ops of a space kept in memory
};

/// Ops that a control line follows in a streamed answer.
inline constexpr std::uint64_t control_line_every = 1'000;

/// How far ahead of a space's clock an op may be.
inline constexpr std::uint64_t lamport_lead_max = 1U << 20U;

/// How long after a recovered epoch began replicas may give back the ops of others.
inline constexpr TimeMs recovery_window_ms = 30LL * 24 * 3600 * 1000;

}  // namespace restante::hub
