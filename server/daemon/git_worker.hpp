// The thread that asks git. Owned by the daemon; outlives what posts to it. One thread is enough: a question
// takes well under a millisecond, and a `cat-file` process is asked one at a time anyway.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "daemon/executor.hpp"
#include "vcs/git.hpp"

namespace restante::daemon {

class GitWorker {
  public:
    static constexpr std::size_t jobs_max = 1024;
    static constexpr std::size_t clones_max = 8;  // the longest unused one is let go beyond that

    GitWorker() : executor_("restante-git", jobs_max) {}

    [[nodiscard]] Executor& executor() { return executor_; }
    void stop() { executor_.stop(); }

    /// Git for the clone at `root`, with its long-lived process. On the worker's thread only; valid until the
    /// next call.
    [[nodiscard]] Result<vcs::Git*> git(const std::string& root);

  private:
    struct Clone {
        std::unique_ptr<vcs::Git> git;
        std::uint64_t used = 0;
    };
    std::map<std::string, Clone> clones_;  // by root; worker's thread only
    std::uint64_t uses_ = 0;
    Executor executor_;  // last: its thread uses what is above
};

}  // namespace restante::daemon
