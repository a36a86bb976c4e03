// Time and randomness as inputs. Only a program's main makes the real ones (base/system.hpp); tests hand in
// their own, so that no test reads a clock or sleeps.
#pragma once

#include <array>
#include <cstdint>

namespace restante {

/// Unix time in milliseconds, UTC. For people and for id order; never for deciding which op wins.
using TimeMs = std::int64_t;

class Clock {
  public:
    virtual ~Clock() = default;
    /// Callable from any thread.
    [[nodiscard]] virtual TimeMs now_ms() = 0;
};

class IdSource {
  public:
    virtual ~IdSource() = default;
    /// A new id whose first 48 bits are the given time; later ids of one source at one time sort later.
    /// Callable from any thread.
    [[nodiscard]] virtual std::array<std::uint8_t, 16> next(TimeMs now) = 0;
};

template <class IdType>
[[nodiscard]] IdType make_id(IdSource& ids, TimeMs now) {
    return IdType{ids.next(now)};
}

}  // namespace restante
