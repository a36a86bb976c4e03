#include "hub/store_thread.hpp"

namespace restante::hub {
namespace {

constexpr std::size_t jobs_per_commit_max = 256;
constexpr std::size_t jobs_waiting_max = 4'096;

}  // namespace

StoreThread::StoreThread(std::unique_ptr<OpWriter> writer, std::size_t queued_bytes_max)
    : writer_(std::move(writer)), queued_bytes_max_(queued_bytes_max), thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
    stop();
}

bool StoreThread::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= jobs_waiting_max) return false;
        if (!queue_.empty() && queued_bytes_ + job.bytes > queued_bytes_max_) return false;
        queued_bytes_ += job.bytes;
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void StoreThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void StoreThread::run() {
    for (;;) {
        std::deque<Job> jobs;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && jobs.size() < jobs_per_commit_max) {
                queued_bytes_ -= queue_.front().bytes;
                jobs.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
        }
        commit(jobs);
    }
}

void StoreThread::commit(std::deque<Job>& jobs) {
    auto result = writer_->begin();
    if (result) {
        for (auto& job : jobs) {
            result = job.work(*writer_);
            if (!result) break;
        }
        if (result)
            result = writer_->commit();
        else
            writer_->rollback();
    }
    for (auto& job : jobs)
        job.done(result);
    writer_->between_commits();
}

}  // namespace restante::hub
