#include "base/rotating_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace restante {
namespace {

tl::unexpected<Error> io_error(std::string_view doing, const std::string& path) {
    return fail(Errc::io, "{} {}: {}", doing, path, std::strerror(errno));
}

}  // namespace

Result<void> RotatingFile::open() {
    const std::lock_guard lock(mutex_);
    return open_locked();
}

Result<void> RotatingFile::open_locked() {
    // Non-blocking: a pipe in its place without a reader must be an error, not a wait.
    fd_.reset(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!fd_) return io_error("opening", path_);
    struct stat info {};
    if (::fstat(fd_.get(), &info) != 0 || ::fchmod(fd_.get(), 0600) != 0) {
        auto error = io_error("looking at", path_);
        fd_.reset();
        return error;
    }
    size_ = static_cast<std::uint64_t>(info.st_size);
    return {};
}

Result<void> RotatingFile::write(std::string_view line) {
    const std::lock_guard lock(mutex_);
    if (!fd_)
        if (auto opened = open_locked(); !opened) return opened;
    const std::string whole = std::string(line) + '\n';
    if (size_ > 0 && size_ + whole.size() > limits_.bytes_max)
        if (auto turned = turn_over(); !turned) return turned;
    ssize_t wrote = 0;
    do
        wrote = ::write(fd_.get(), whole.data(), whole.size());
    while (wrote < 0 && errno == EINTR);
    if (wrote == static_cast<ssize_t>(whole.size())) {
        size_ += whole.size();
        return {};
    }
    if (wrote >= 0) errno = ENOSPC;  // the kernel took what there was room for
    auto error = io_error("writing", path_);
    // Half a line would spoil the next one.
    if (wrote > 0 && ::ftruncate(fd_.get(), static_cast<off_t>(size_)) != 0) fd_.reset();
    return error;
}

/// Only as far as the first free name, so that tries that fail again and again push no older file out.
Result<void> RotatingFile::turn_over() {
    unsigned free = 1;
    while (free < limits_.older_max && ::access(older(free).c_str(), F_OK) == 0)
        ++free;
    for (unsigned number = std::min(free, limits_.older_max); number > 0; --number) {
        const auto from = number == 1 ? path_ : older(number - 1);
        if (std::rename(from.c_str(), older(number).c_str()) != 0 && errno != ENOENT)
            return io_error("renaming", from);
    }
    if (limits_.older_max == 0 && ::unlink(path_.c_str()) != 0 && errno != ENOENT)
        return io_error("removing", path_);
    return open_locked();
}

std::string RotatingFile::older(unsigned number) const {
    return fmt::format("{}.{}", path_, number);
}

}  // namespace restante
