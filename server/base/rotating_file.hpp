// A log file that is turned over by size: FILE, FILE.1 (the one before), FILE.2, … Any thread. What a log
// must do when the disk does not: a line is in it whole or not at all, a failure is the line's alone, and the
// next line tries again, so that the file goes on by itself once there is space or permission.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace restante {

class RotatingFile {
  public:
    struct Limits {
        std::uint64_t bytes_max = 0;  // of each file; one longer line gets a file to itself
        unsigned older_max = 0;       // files kept besides the current one
    };

    RotatingFile(std::string path, Limits limits) : path_(std::move(path)), limits_(limits) {}

    /// Makes the file, mode 0600, or takes up the one that is there. io when it cannot be written; nothing
    /// depends on it: the next line opens it as well.
    [[nodiscard]] Result<void> open();

    /// Appends the line and its line break. io when it was left out.
    [[nodiscard]] Result<void> write(std::string_view line);

  private:
    Result<void> open_locked();
    Result<void> turn_over();
    [[nodiscard]] std::string older(unsigned number) const;

    std::mutex mutex_;
    std::string path_;
    Limits limits_;
    UniqueFd fd_;
    std::uint64_t size_ = 0;
};

}  // namespace restante
