// Tells when a file descriptor can be read: for what the kernel reports through one (inotify). Loop thread.
#pragma once

#include <functional>
#include <memory>

#include "base/unique_fd.hpp"
#include "rpc/loop.hpp"

namespace restante::rpc {

/// Calls back each time there is something to read, until it goes away. Owns the descriptor, which must be
/// non-blocking; the callback reads all of it.
class [[nodiscard]] Readable {
  public:
    Readable(Loop& loop, UniqueFd fd, std::function<void(int fd)> callback);
    Readable(Readable&&) noexcept;
    Readable& operator=(Readable&&) noexcept;
    ~Readable();

    [[nodiscard]] int fd() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace restante::rpc
