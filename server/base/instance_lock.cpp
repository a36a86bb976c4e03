#include "base/instance_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace restante {

namespace {

constexpr std::size_t text_bytes_max = 4096;  // a number and a path

InstanceLock::Holder read_holder(int fd) {
    std::array<char, text_bytes_max> text{};
    const auto got = ::pread(fd, text.data(), text.size(), 0);
    std::string_view rest(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    InstanceLock::Holder holder;
    const auto line = rest.substr(0, rest.find('\n'));
    if (std::from_chars(line.data(), line.data() + line.size(), holder.pid).ec != std::errc{}) holder.pid = 0;
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    holder.note = rest.substr(0, rest.find('\n'));
    return holder;
}

}  // namespace

Result<InstanceLock> InstanceLock::acquire(const std::string& path, std::string_view who,
                                           std::string_view note) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return fail(Errc::io, "the lock file {} cannot be opened: {}", path, std::strerror(errno));
    InstanceLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const auto holder = read_holder(fd);
        return fail(Errc::already_exists, "another {} is running (process {})", who,
                    holder.pid > 0 ? std::to_string(holder.pid) : "unknown");
    }
    auto text = std::to_string(::getpid());
    if (!note.empty()) text += fmt::format("\n{}\n", note);
    // Over what is there, which needs no room on a full disk. Should there be none, the lock holds all the
    // same: others are only not told who has it.
    if (::pwrite(fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
        ::ftruncate(fd, static_cast<off_t>(text.size())) != 0)
        (void)!::ftruncate(fd, 0);
    return lock;
}

std::optional<InstanceLock::Holder> InstanceLock::last_holder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return std::nullopt;
    struct stat info {};
    const bool ours = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
                      (info.st_mode & 022U) == 0;
    auto holder = ours ? read_holder(fd) : Holder{};
    ::close(fd);
    if (holder.pid <= 0) return std::nullopt;
    return holder;
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
