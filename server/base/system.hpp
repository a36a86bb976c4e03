// The real clock and the real source of ids. Made by main (and by end-to-end tests), handed to everything
// else.
#pragma once

#include <mutex>

#include "base/clock.hpp"

namespace restante {

class SystemClock final : public Clock {
  public:
    TimeMs now_ms() override;
};

/// Random bits from getrandom(2); within one millisecond the random part counts up, so ids stay ordered.
class SystemIdSource final : public IdSource {
  public:
    std::array<std::uint8_t, 16> next(TimeMs now) override;

  private:
    std::mutex mutex_;
    TimeMs last_ms_ = -1;
    std::array<std::uint8_t, 16> last_{};
};

/// Fills `size` bytes from getrandom(2). Never fails once the kernel's pool is seeded (man getrandom).
void random_bytes(void* data, std::size_t size);

}  // namespace restante
