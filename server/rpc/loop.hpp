// The event loop: one thread runs it, and everything that says "loop thread" happens there. Owned by main (or
// by a test); outlives every Peer, Timer and LocalServer made with it. Ignores SIGPIPE for the whole process,
// since a vanished client must be an error code and not the end of the daemon.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>

#include "rpc/task.hpp"

namespace boost::asio {
class io_context;
}

namespace restante::rpc {

/// Cancels when it goes away. Loop thread only.
class [[nodiscard]] Timer {
  public:
    struct State {
        virtual ~State() = default;
        virtual void cancel() = 0;
    };
    Timer() = default;
    explicit Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}
    Timer(Timer&& other) noexcept = default;
    Timer& operator=(Timer&& other) noexcept;
    ~Timer();
    /// The task will not run, even if its time has come already.
    void cancel();

  private:
    std::shared_ptr<State> state_;
};

/// Who can call back later: the loop, or a test that says itself how late it is.
class Timers {
  public:
    virtual ~Timers() = default;
    /// Loop thread. Runs the task once, unless the returned handle goes away before.
    virtual Timer after(std::chrono::milliseconds delay, Task task) = 0;
};

class Loop final : public Timers {
  public:
    Loop();
    ~Loop() override;
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Until stop(). The calling thread is the loop thread.
    void run();
    /// Until the condition holds; false when it did not within the limit. For tests and for draining at exit.
    [[nodiscard]] bool run_until(const std::function<bool()>& condition, std::chrono::milliseconds limit);
    /// Any thread.
    void stop();
    /// Any thread. Runs the task on the loop thread, never at once. What a task throws ends run().
    void post(Task task);
    Timer after(std::chrono::milliseconds delay, Task task) override;
    /// Loop thread. The callback is called for each arrival, on the loop thread.
    void on_signal(std::initializer_list<int> signals, std::function<void(int)> callback);
    /// True on the loop thread, and everywhere while the loop is not running.
    [[nodiscard]] bool on_loop_thread() const;

    /// For transports that need Asio itself.
    [[nodiscard]] boost::asio::io_context& context();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::rpc
