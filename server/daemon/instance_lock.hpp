// One daemon per user: an flock(2) on a file that is never removed. The kernel drops it when the process
// ends, however it ends, so a kill -9 leaves nothing to clean up.
#pragma once

#include <string>

#include "base/error.hpp"

namespace restante::daemon {

class InstanceLock {
  public:
    /// already_exists when another process holds it (its pid in the message); io when the file cannot be
    /// made.
    [[nodiscard]] static Result<InstanceLock> acquire(const std::string& path);

    InstanceLock(InstanceLock&& other) noexcept;
    InstanceLock& operator=(InstanceLock&& other) noexcept;
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;
    ~InstanceLock();

  private:
    explicit InstanceLock(int fd) : fd_(fd) {}
    int fd_ = -1;
};

}  // namespace restante::daemon
