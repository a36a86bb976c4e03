// One thread that runs jobs in order: the store's executor, and each git worker. The loop thread posts a job
// that owns its inputs; the job's result comes back to the loop as another post. Bounded: when the queue is
// full, post() says so and the caller answers "unavailable" to whoever asked.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "rpc/task.hpp"

namespace restante::daemon {

class Executor {
  public:
    using Job = rpc::Task;

    /// `name` is shown by debuggers (at most 15 characters). `nice` (0 … 19, see setpriority(2)): how far the
    /// thread, and the processes that it starts, step back for others that want the same core; above 0 it
    /// also gives the core away sooner to who wakes up.
    Executor(const std::string& name, std::size_t jobs_max, int nice = 0);
    /// Runs what is queued, then joins.
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// From any thread. False, and nothing happens, when the queue is full or the executor is stopping.
    [[nodiscard]] bool post(Job job);
    /// Like post, but runs only when nothing posted is waiting: for work that must not delay a person.
    [[nodiscard]] bool post_idle(Job job);
    /// Runs what is queued (idle work is dropped) and joins. Idempotent; not from a job.
    void stop();
    [[nodiscard]] std::size_t waiting() const;

  private:
    void run();

    const std::size_t jobs_max_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    std::deque<Job> idle_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace restante::daemon
