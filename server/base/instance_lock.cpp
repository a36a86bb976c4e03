#include "base/instance_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace restante {

Result<InstanceLock> InstanceLock::acquire(const std::string& path, std::string_view who) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return fail(Errc::io, "the lock file {} cannot be opened: {}", path, std::strerror(errno));
    InstanceLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> text{};
        const auto got = ::pread(fd, text.data(), text.size() - 1, 0);
        return fail(Errc::already_exists, "another {} is running (process {})", who,
                    got > 0 ? std::string(text.data(), static_cast<std::size_t>(got)) : "unknown");
    }
    const auto pid = std::to_string(::getpid());
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) {
        return fail(Errc::io, "the lock file {} cannot be written: {}", path, std::strerror(errno));
    }
    return lock;
}

InstanceLock::InstanceLock(InstanceLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

InstanceLock& InstanceLock::operator=(InstanceLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

InstanceLock::~InstanceLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace restante
