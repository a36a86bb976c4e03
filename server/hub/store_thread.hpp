// The one thread that writes. Jobs that wait while a commit is on its way to the disk share the next one: the
// cost of a sync is paid per commit, not per push. Nobody is told of success before the commit is durable.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "hub/op_store.hpp"

namespace restante::hub {

class StoreThread {
  public:
    struct Job {
        std::size_t bytes = 0;  // what it holds in memory while it waits
        /// On the store thread, inside the shared transaction. An error fails the whole transaction.
        std::function<Result<void>(OpWriter&)> work;
        /// On the store thread, after the commit or its failure; must not block. Called exactly once.
        std::function<void(const Result<void>&)> done;
    };

    StoreThread(std::unique_ptr<OpWriter> writer, std::size_t queued_bytes_max);
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;
    ~StoreThread();

    /// From any thread. False (and nothing is called) when too much waits already, or after stop().
    [[nodiscard]] bool submit(Job job);
    /// Finishes what was submitted, then ends the thread.
    void stop();

  private:
    void run();
    void commit(std::deque<Job>& jobs);

    std::unique_ptr<OpWriter> writer_;
    const std::size_t queued_bytes_max_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    std::size_t queued_bytes_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // last: starts when all else is there
};

}  // namespace restante::hub
