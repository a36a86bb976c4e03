// Timers whose time passes when a test says so. Loop thread only.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "rpc/loop.hpp"

namespace restante::tests {

class FakeTimers final : public rpc::Timers {
  public:
    rpc::Timer after(std::chrono::milliseconds delay, rpc::Task task) override {
        auto entry = std::make_shared<Entry>();
        entry->at = now_ + delay;
        entry->task = std::move(task);
        entries_.push_back(entry);
        return rpc::Timer(std::move(entry));
    }

    /// Everything that is due on the way, at its time and in its order.
    void advance(std::chrono::milliseconds by) {
        const auto end = now_ + by;
        while (const auto next = earliest(end)) {
            now_ = next->at;
            next->over = true;
            next->task();
        }
        now_ = end;
    }

    [[nodiscard]] std::size_t waiting() const {
        return static_cast<std::size_t>(
            std::count_if(entries_.begin(), entries_.end(), [](const auto& one) { return !one->over; }));
    }

    /// How long it is until the next one.
    [[nodiscard]] std::optional<std::chrono::milliseconds> next() {
        const auto entry = earliest(std::chrono::milliseconds::max());
        if (!entry) return std::nullopt;
        return entry->at - now_;
    }

  private:
    struct Entry final : rpc::Timer::State {
        void cancel() override { over = true; }
        std::chrono::milliseconds at{0};
        rpc::Task task;
        bool over = false;
    };

    std::shared_ptr<Entry> earliest(std::chrono::milliseconds end) {
        std::erase_if(entries_, [](const auto& one) { return one->over; });
        const auto found = std::min_element(entries_.begin(), entries_.end(),
                                            [](const auto& a, const auto& b) { return a->at < b->at; });
        return found == entries_.end() || (*found)->at > end ? nullptr : *found;
    }

    std::chrono::milliseconds now_{0};
    std::vector<std::shared_ptr<Entry>> entries_;
};

}  // namespace restante::tests
