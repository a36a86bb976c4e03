// The thread that asks git. Owned by the daemon; outlives what posts to it. One thread is enough: a question
// takes well under a millisecond, and a `cat-file` process is asked one at a time anyway.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "daemon/clone.hpp"
#include "daemon/executor.hpp"
#include "vcs/folder_identity.hpp"

namespace restante::daemon {

class GitWorker {
  public:
    static constexpr std::size_t jobs_max = 1024;
    /// Following the threads of a file that was just opened takes a core for a while: keys and answers come
    /// first. A tenth of the share of an ordinary process, where others want the core.
    static constexpr int nice = 10;
    static constexpr std::size_t clones_max = 8;  // the longest unused one is let go beyond that
    /// What may be kept of all histories: beyond that the longest unused clones give theirs back.
    static constexpr std::size_t bytes_kept_max_usual = 128UL * 1024 * 1024;

    explicit GitWorker(std::size_t bytes_kept_max = bytes_kept_max_usual)
        : bytes_kept_max_(bytes_kept_max), executor_("restante-git", jobs_max, nice) {}

    [[nodiscard]] Executor& executor() { return executor_; }
    void stop() { executor_.stop(); }

    /// The clone at `root`, with its long-lived git. On the worker's thread only; valid until the next call.
    [[nodiscard]] Result<Clone*> clone(const std::string& root);
    /// The same, for those who need no more than git.
    [[nodiscard]] Result<vcs::Git*> git(const std::string& root);
    /// On the worker's thread: what was lacking may be there by now, so it is opened anew when it is needed.
    void forget(const std::string& root) { clones_.erase(root); }
    /// On the worker's thread: gives back what was kept of histories.
    void rest();
    /// Any thread. Bytes that were kept of histories when a job last said so by measure().
    [[nodiscard]] std::size_t bytes_kept() const { return bytes_kept_; }
    [[nodiscard]] std::size_t bytes_kept_max() const { return bytes_kept_max_; }
    /// On the worker's thread, after a job that read histories.
    void measure();

  private:
    struct Entry {
        std::unique_ptr<Clone> clone;
        std::string git_dir;
        std::optional<vcs::FolderIdentity> folder;  // of git_dir, when it was opened
        std::uint64_t used = 0;
    };
    std::map<std::string, Entry> clones_;  // by root; worker's thread only
    std::size_t bytes_kept_max_;
    std::atomic<std::size_t> bytes_kept_ = 0;
    std::uint64_t uses_ = 0;
    Executor executor_;  // last: its thread uses what is above
};

}  // namespace restante::daemon
