#include "hub/spaces.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace restante::hub {

namespace asio = boost::asio;

Spaces::Spaces(const Limits& limits, std::vector<NamedHead> heads) : limits_(limits) {
    for (auto& named : heads)
        spaces_.emplace(std::move(named.space), Space{LiveTail(named.head), {}});
}

const LiveTail& Spaces::tail(std::string_view space) const {
    static const LiveTail empty;
    const auto found = spaces_.find(space);
    return found == spaces_.end() ? empty : found->second.tail;
}

void Spaces::append(std::string_view space, std::vector<LoggedOp> ops, const SpaceHead& head) {
    if (ops.empty()) return;
    auto found = spaces_.find(space);
    if (found == spaces_.end()) found = spaces_.emplace(std::string(space), Space{}).first;
    found->second.tail.append(std::move(ops), head, limits_.tail_bytes_max);
    for (auto* waiter : found->second.waiters)
        waiter->cancel();
}

asio::awaitable<Spaces::Woken> Spaces::wait_beyond(std::string name, std::uint64_t seq,
                                                   std::chrono::milliseconds time) {
    if (tail(name).head().seq > seq) co_return Woken::news;
    if (stopping_) co_return Woken::time_over;
    if (waiting_ >= limits_.waiters_max) co_return Woken::full;

    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    auto& space = spaces_[name];
    const auto place = space.waiters.insert(space.waiters.end(), &timer);
    ++waiting_;
    // Also when the coroutine is cancelled or destroyed while it waits.
    struct Leave {
        Spaces& spaces;
        const std::string& name;
        std::list<asio::steady_timer*>::iterator place;
        ~Leave() {
            --spaces.waiting_;
            const auto found = spaces.spaces_.find(name);
            found->second.waiters.erase(place);
            // A name that somebody only waited for is not worth remembering.
            if (found->second.waiters.empty() && found->second.tail.head().seq == 0)
                spaces.spaces_.erase(found);
        }
    } leave{*this, name, place};
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return tail(name).head().seq > seq ? Woken::news : Woken::time_over;
}

void Spaces::wake_all() {
    stopping_ = true;
    for (auto& [name, space] : spaces_)
        for (auto* waiter : space.waiters)
            waiter->cancel();
}

}  // namespace restante::hub
