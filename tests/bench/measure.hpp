// What every benchmark needs: time, spreads, cores to pin to, and a way to give up on a row with a reason.
// Single-threaded, like the whole program: whatever runs beside it is another process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace restante::bench {

/// A row that cannot be measured here says why in the table; the others go on.
struct CannotRun : std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <class T>
T must(Result<T> result, std::string_view doing) {
    if (!result) throw CannotRun(fmt::format("{}: {}", doing, to_string(result.error())));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// As must(), for calls of the C library that give -1.
int must_call(int result, std::string_view doing);

[[nodiscard]] inline double now_us() {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Of samples in microseconds, or of whatever else the row is in.
struct Spread {
    double p50 = 0.0;
    double p95 = 0.0;
    double p99 = 0.0;
    std::size_t count = 0;
};
[[nodiscard]] Spread spread(std::vector<double> samples);
/// Of rates, where more is better: p99 is what all but a hundredth reach.
[[nodiscard]] Spread spread_of_rates(std::vector<double> samples);
/// Calls it `warm` times, then times `count` calls.
[[nodiscard]] std::vector<double> time_each(std::size_t count, std::size_t warm,
                                            const std::function<void(std::size_t)>& call);

/// The cores that this process may use, as it was started.
[[nodiscard]] const std::vector<int>& cores();
/// All threads of the process (0: this one) to these cores.
void pin(pid_t process, std::span<const int> to);

/// A line about machine, kernel and load.
[[nodiscard]] std::string describe_machine();
[[nodiscard]] double load_average();

/// On stderr: what is being done, so that a long run is not silent.
void progress(std::string_view text);

}  // namespace restante::bench
