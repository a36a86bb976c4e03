// One daemon per user, one hub per database: an flock(2) on a file that is never removed. The kernel drops it
// when the process ends, however it ends, so a kill -9 leaves nothing to clean up.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante {

class InstanceLock {
  public:
    /// already_exists when another process holds it ("another WHO is running", with its pid); io when the
    /// file cannot be made. `note` (one line) is left in the file for those who ask who holds it.
    [[nodiscard]] static Result<InstanceLock> acquire(const std::string& path, std::string_view who,
                                                      std::string_view note = {});

    struct Holder {
        pid_t pid = 0;
        std::string note;
    };
    /// What the last holder wrote there. Whether it still lives is for the caller to find out: the file
    /// stays. Nothing when there is no such file, it is not this user's alone, or it says no process.
    [[nodiscard]] static std::optional<Holder> last_holder(const std::string& path);

    InstanceLock(InstanceLock&& other) noexcept;
    InstanceLock& operator=(InstanceLock&& other) noexcept;
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;
    ~InstanceLock();

  private:
    explicit InstanceLock(int fd) : fd_(fd) {}
    int fd_ = -1;
};

}  // namespace restante
