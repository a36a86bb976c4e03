// When a daemon that nobody talks to ends by itself. Owned by the daemon; loop thread. Idle means: no session
// is open for as long as configured. Then what was written is sent first, if a hub wants it: the next daemon
// may start days from now. A hub that does not answer is tried again and again for a day, so that an evening
// without a network costs nobody an entry's arrival, and no daemon stays for ever.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "rpc/loop.hpp"

namespace restante::daemon {

class IdleExit {
  public:
    struct Host {
        std::function<bool()> has_unsent;  // something is on its way to a hub that we are logged in to
        std::function<void(std::function<void()> done)> send;  // tries now; `done` once, however it ended
        std::function<void(std::string_view why)> end;         // the time has come
    };

    /// `limit` zero: never.
    IdleExit(rpc::Timers& timers, std::chrono::milliseconds limit, Host host);

    /// Nobody is connected any more, or not yet.
    void began();
    /// Somebody is, or the daemon ends anyway. Whatever is under way is called off.
    void over();

  private:
    void wait(std::chrono::milliseconds delay);
    void due();
    void decide();

    rpc::Timers& timers_;
    std::chrono::milliseconds limit_;
    Host host_;
    std::chrono::milliseconds idle_for_{0};
    rpc::Timer timer_;
    // A new one with each beginning: an answer that comes after the end of its idle time is nobody's.
    std::shared_ptr<const char> current_;
};

}  // namespace restante::daemon
