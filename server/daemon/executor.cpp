#include "daemon/executor.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <utility>

namespace restante::daemon {

Executor::Executor(const std::string& name, std::size_t jobs_max, int nice) : jobs_max_(jobs_max) {
    thread_ = std::thread([this, nice] {
        // On Linux this is the thread's own, and nobody is refused to step back.
        if (nice > 0) (void)::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + nice);
        run();
    });
    pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

Executor::~Executor() {
    stop();
}

bool Executor::post(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() >= jobs_max_) return false;
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

bool Executor::post_idle(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || idle_.size() >= jobs_max_) return false;
        idle_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void Executor::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        idle_.clear();
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

std::size_t Executor::waiting() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
}

void Executor::run() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty() || !idle_.empty(); });
            auto& from = jobs_.empty() ? idle_ : jobs_;
            if (from.empty()) return;  // stopping, and everything is done
            job = std::move(from.front());
            from.pop_front();
        }
        job();
    }
}

}  // namespace restante::daemon
