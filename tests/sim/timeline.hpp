// Simulated time, chance, and what happens when. One per simulation; single-threaded; everything that happens
// follows from the seed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/clock.hpp"

namespace restante::sim {

/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// 0 … bound - 1
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    TimeMs between(TimeMs low, TimeMs high) {
        return low + static_cast<TimeMs>(below(static_cast<std::uint64_t>(high - low) + 1));
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

  private:
    std::uint64_t state_;
};

class Timeline {
  public:
    using What = std::function<void()>;
    using Handle = std::pair<TimeMs, std::uint64_t>;

    [[nodiscard]] TimeMs now() const noexcept { return now_; }

    /// Things at one time happen in the order in which they were planned.
    Handle after(TimeMs delay, What what) {
        const Handle handle{now_ + std::max<TimeMs>(delay, 0), next_++};
        planned_.emplace(handle, std::move(what));
        return handle;
    }
    void cancel(Handle handle) { planned_.erase(handle); }

    /// False when nothing is planned before `end`; then it is `end`.
    bool step(TimeMs end) {
        const auto first = planned_.begin();
        if (first == planned_.end() || first->first.first > end) {
            now_ = end;
            return false;
        }
        now_ = first->first.first;
        const auto what = std::move(first->second);
        planned_.erase(first);
        what();
        return true;
    }

  private:
    TimeMs now_ = 1'700'000'000'000;
    std::uint64_t next_ = 0;
    std::map<Handle, What> planned_;
};

}  // namespace restante::sim
