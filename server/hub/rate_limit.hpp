// A token bucket: so many at once, so many per second. PURE; belongs to the network thread.
#pragma once

#include <algorithm>
#include <cmath>

#include "base/clock.hpp"

namespace restante::hub {

class RateLimit {
  public:
    RateLimit(double per_second, double burst, TimeMs now)
        : per_second_(per_second), burst_(burst), left_(burst), last_(now) {}

    /// Takes one; 0 when there was one, else the whole seconds after which there will be.
    [[nodiscard]] int take(TimeMs now) noexcept {
        // A clock that stepped back gives nothing and takes nothing.
        const auto passed = std::max<TimeMs>(0, now - last_);
        last_ = now;
        left_ = std::min(burst_, left_ + static_cast<double>(passed) * per_second_ / 1000.0);
        if (left_ >= 1.0) {
            left_ -= 1.0;
            return 0;
        }
        return std::clamp(static_cast<int>(std::ceil((1.0 - left_) / per_second_)), 1, 60);
    }

    /// True when forgetting it changes nothing.
    [[nodiscard]] bool full(TimeMs now) const noexcept {
        return left_ + static_cast<double>(now - last_) * per_second_ / 1000.0 >= burst_;
    }

  private:
    double per_second_;
    double burst_;
    double left_;
    TimeMs last_;
};

}  // namespace restante::hub
