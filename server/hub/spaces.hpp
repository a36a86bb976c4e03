// What the network thread knows of every space: its newest ops, and who waits for more. Belongs to that
// thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <map>
#include <string>

#include "hub/limits.hpp"
#include "hub/live_tail.hpp"

namespace restante::hub {

class Spaces {
  public:
    Spaces(const Limits& limits, std::vector<NamedHead> heads);

    /// An unknown space is an empty one. Valid until the next call that is not const.
    [[nodiscard]] const LiveTail& tail(std::string_view space) const;

    /// Takes what was just committed, and wakes who waits for it.
    void append(std::string_view space, std::vector<LoggedOp> ops, const SpaceHead& head);

    enum class Woken { news, time_over, full };
    /// Until the space's log goes beyond `seq`, the time is over, or wake_all(). `full` at once when too many
    /// wait already. May be cancelled.
    [[nodiscard]] boost::asio::awaitable<Woken> wait_beyond(std::string space, std::uint64_t seq,
                                                            std::chrono::milliseconds time);

    /// Ends all waits now and in future: the hub is stopping.
    void wake_all();
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

  private:
    struct Space {
        LiveTail tail;
        std::list<boost::asio::steady_timer*> waiters;
    };

    const Limits& limits_;
    std::map<std::string, Space, std::less<>> spaces_;
    std::size_t waiting_ = 0;
    bool stopping_ = false;
};

}  // namespace restante::hub
