// The thread that asks git. Owned by the daemon; outlives what posts to it. One thread is enough: a question
// takes well under a millisecond, and a `cat-file` process is asked one at a time anyway.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "daemon/executor.hpp"
#include "vcs/cat_file.hpp"

namespace restante::daemon {

class GitWorker {
  public:
    static constexpr std::size_t jobs_max = 1024;
    static constexpr std::size_t processes_max = 8;  // the longest unused one is ended beyond that

    GitWorker() : executor_("restante-git", jobs_max) {}

    [[nodiscard]] Executor& executor() { return executor_; }
    void stop() { executor_.stop(); }

    /// The bytes of a blob, by a process that stays. On the worker's thread only.
    [[nodiscard]] Result<std::string> blob(const std::string& root, const std::string& id);

  private:
    struct Process {
        std::unique_ptr<vcs::CatFile> cat_file;
        std::uint64_t used = 0;
    };
    std::map<std::string, Process> processes_;  // by root; worker's thread only
    std::uint64_t uses_ = 0;
    Executor executor_;  // last: its thread uses what is above
};

}  // namespace restante::daemon
