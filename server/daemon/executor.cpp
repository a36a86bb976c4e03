#include "daemon/executor.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace restante::daemon {
namespace {

/// As sched_setattr(2) takes it; the C library has none, and the kernel's header does not go with its
/// <sched.h>.
struct SchedulingAttributes {
    std::uint32_t size = sizeof(SchedulingAttributes);
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0;
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
};

/// The least that Linux (6.12 and later, sched_setattr(2)) takes for an ordinary thread: once it has a core,
/// who wakes up on that waits so long for it.
constexpr std::uint64_t slice_ns = 100'000;
constexpr int nice_max = 19;

/// Of this thread and of the processes that it starts. Nobody is refused to step back.
void step_back(int nice) {
    const int wanted = std::min(::getpriority(PRIO_PROCESS, 0) + nice, nice_max);
    SchedulingAttributes attributes;
    attributes.nice = wanted;
    attributes.runtime_ns = slice_ns;
    if (::syscall(SYS_sched_setattr, 0, &attributes, 0) != 0) (void)::setpriority(PRIO_PROCESS, 0, wanted);
}

}  // namespace

Executor::Executor(const std::string& name, std::size_t jobs_max, int nice) : jobs_max_(jobs_max) {
    thread_ = std::thread([this, nice] {
        if (nice > 0) step_back(nice);
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
