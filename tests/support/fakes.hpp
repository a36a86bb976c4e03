// A clock that only moves when told, and ids that are the same in every run.
#pragma once

#include "base/clock.hpp"

namespace restante::tests {

class FakeClock final : public Clock {
  public:
    explicit FakeClock(TimeMs now = 1'700'000'000'000) : now_(now) {}
    TimeMs now_ms() override { return now_; }
    void advance(TimeMs by) { now_ += by; }

  private:
    TimeMs now_;
};

/// Distinct for distinct seeds, counting up within one source.
class FakeIdSource final : public IdSource {
  public:
    explicit FakeIdSource(std::uint8_t seed = 1) : seed_(seed) {}
    std::array<std::uint8_t, 16> next(TimeMs now) override;

  private:
    std::uint8_t seed_;
    std::uint64_t count_ = 0;
};

}  // namespace restante::tests
