// Everything that changes the database: jobs on the store thread, answers on the loop thread. Owned by the
// daemon; outlives the sessions. A job is one transaction of store::Store; its answer is given after the
// commit is on disk, so whoever is told "done" can pull the plug.
#pragma once

#include <memory>
#include <utility>

#include "daemon/executor.hpp"
#include "rpc/loop.hpp"
#include "store/store.hpp"

namespace restante::daemon {

class Writer {
  public:
    static constexpr std::size_t jobs_max = 4096;

    Writer(rpc::Loop& loop, std::unique_ptr<store::Store> store)
        : loop_(loop), store_(std::move(store)), executor_("restante-store", jobs_max) {}
    /// Finishes what was accepted: a job that is queued holds what somebody typed.
    ~Writer() { executor_.stop(); }

    /// `job`: (store::Store&) -> Result<T>, on the store thread. `done`: (Result<T>) -> void, on the loop.
    /// When the queue is full, done gets unavailable and the job does not run.
    template <class Job, class Done>
    void run(Job job, Done done) {
        post(&Executor::post, std::move(job), std::move(done));
    }

    /// The same, after everything that people wait for.
    template <class Job, class Done>
    void run_idle(Job job, Done done) {
        post(&Executor::post_idle, std::move(job), std::move(done));
    }

    void stop() { executor_.stop(); }
    [[nodiscard]] std::size_t waiting() const { return executor_.waiting(); }

  private:
    template <class Job, class Done>
    void post(bool (Executor::*how)(Executor::Job), Job job, Done done) {
        using Outcome = decltype(job(*store_));
        // Shared, so that it is still there to be told when the job was not accepted.
        auto kept = std::make_shared<Done>(std::move(done));
        const bool accepted = (executor_.*how)([this, job = std::move(job), kept]() mutable {
            loop_.post([kept, outcome = job(*store_)]() mutable { (*kept)(std::move(outcome)); });
            store_->make_room_in_log();
        });
        if (accepted) return;
        loop_.post([kept] {
            (*kept)(Outcome(tl::unexpected(Error{Errc::unavailable, "too much is waiting to be written",
                                                 "the disk is slow or full; try again in a moment"})));
        });
    }

    rpc::Loop& loop_;
    std::unique_ptr<store::Store> store_;
    Executor executor_;  // last: its thread uses what is above
};

}  // namespace restante::daemon
