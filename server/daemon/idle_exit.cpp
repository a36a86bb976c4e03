#include "daemon/idle_exit.hpp"

#include <utility>

namespace restante::daemon {
namespace {

constexpr std::chrono::hours unsent_stay_max{24};
// Each try is one that the engine's backoff did not ask for; with these between them a hub can live with it.
constexpr std::chrono::minutes try_again_after{10};
// A hub that takes the connection and says nothing must not keep us: the requests' own deadlines are longer.
constexpr std::chrono::seconds send_time_max{60};

}  // namespace

IdleExit::IdleExit(rpc::Timers& timers, std::chrono::milliseconds limit, Host host)
    : timers_(timers), limit_(limit), host_(std::move(host)) {}

void IdleExit::began() {
    over();
    if (limit_.count() == 0) return;
    current_ = std::make_shared<const char>('\0');
    idle_for_ = {};
    wait(limit_);
}

void IdleExit::over() {
    timer_.cancel();
    current_.reset();
}

void IdleExit::wait(std::chrono::milliseconds delay) {
    timer_ = timers_.after(delay, [this, delay] {
        idle_for_ += delay;
        due();
    });
}

void IdleExit::due() {
    if (!host_.has_unsent()) return host_.end("nobody is connected");
    // One of the two comes first; it puts an end to the other.
    auto waiting = std::make_shared<bool>(true);
    const auto decide_once = [this, waiting, current = std::weak_ptr(current_)] {
        if (current.expired() || !std::exchange(*waiting, false)) return;
        timer_.cancel();
        decide();
    };
    timer_ = timers_.after(send_time_max, decide_once);
    host_.send(decide_once);
}

void IdleExit::decide() {
    if (!host_.has_unsent()) return host_.end("nobody is connected, and everything is sent");
    if (idle_for_ >= unsent_stay_max)
        return host_.end("nobody is connected, and no hub has answered for a day; the outbox keeps the rest");
    wait(try_again_after);
}

}  // namespace restante::daemon
