// What is known of damage to the user's database: the first of its errors that said so, kept until the daemon
// ends, because a damaged database does not mend itself and most of what is asked never touches the bad page.
//
// Owned by the daemon and by the database's connections, which report from the loop and from the store
// thread; looked at on the loop.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace restante::daemon {

class Damage {
  public:
    struct Found {
        std::string text;
        TimeMs since = 0;
    };

    explicit Damage(Clock& clock) : clock_(clock) {}

    /// From any thread; what comes after the first is no news.
    void report(const Error& error) {
        const std::lock_guard lock(mutex_);
        if (found_) return;
        found_ = Found{error.message, clock_.now_ms()};
        if (tell_) tell_(*found_);
    }

    /// `tell` is called once, on the thread that reports, or now when something was reported before. It must
    /// not call back.
    void on_found(std::function<void(const Found&)> tell) {
        const std::lock_guard lock(mutex_);
        tell_ = std::move(tell);
        if (found_) tell_(*found_);
    }

    [[nodiscard]] std::optional<Found> found() const {
        const std::lock_guard lock(mutex_);
        return found_;
    }

  private:
    Clock& clock_;
    mutable std::mutex mutex_;
    std::optional<Found> found_;
    std::function<void(const Found&)> tell_;
};

}  // namespace restante::daemon
