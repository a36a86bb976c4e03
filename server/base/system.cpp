#include "base/system.hpp"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace restante {

TimeMs SystemClock::now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void random_bytes(void* data, std::size_t size) {
    auto* at = static_cast<std::uint8_t*>(data);
    while (size > 0) {
        const auto got = ::getrandom(at, size, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            std::abort();  // no randomness: ids could collide, and colliding ids lose text
        }
        at += got;
        size -= static_cast<std::size_t>(got);
    }
}

std::array<std::uint8_t, 16> SystemIdSource::next(TimeMs now) {
    const std::lock_guard lock(mutex_);
    if (now <= last_ms_) {
        // Same millisecond, or a clock that stepped back: count the random part up.
        for (std::size_t i = 16; i-- > 6;)
            if (++last_[i] != 0) break;
        return last_;
    }
    last_ms_ = now;
    for (std::size_t i = 0; i < 6; ++i)
        last_[i] = static_cast<std::uint8_t>(now >> (8 * (5 - i)));
    random_bytes(last_.data() + 6, 10);
    last_[6] &= 0x7f;  // head room, so that counting up cannot wrap into the next millisecond
    return last_;
}

}  // namespace restante
