#include "daemon/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace restante::daemon {
namespace {

struct Descriptor {
    int fd;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

tl::unexpected<Error> io_error(std::string_view doing, const std::string& path) {
    const int number = errno;
    Error error{Errc::io, fmt::format("{} {}: {}", doing, path, std::strerror(number)), {}};
    if (number == ENOENT) error.code = Errc::not_found;
    if (number == ENOSPC) error.hint = "free some space and try again";
    if (number == EROFS || number == EACCES) error.hint = "make it writable for you";
    return tl::unexpected(std::move(error));
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto wrote = ::write(fd, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    // Opening a pipe would wait for a writer, perhaps for ever.
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.fd < 0) return io_error("opening", path);
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return io_error("looking at", path);
    if (!S_ISREG(info.st_mode)) return fail(Errc::invalid_argument, "{} is not a regular file", path);
    std::string bytes;
    std::array<char, 16384> chunk;  // NOLINT: filled by read
    for (;;) {
        const auto got = ::read(file.fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return io_error("reading", path);
        if (got == 0) return bytes;
        if (bytes.size() + static_cast<std::size_t>(got) > bytes_max)
            return fail(Errc::too_large, "{} is larger than {} bytes", path, bytes_max);
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

Result<void> replace_file(const std::string& path, std::string_view bytes, unsigned mode) {
    const auto temporary = fmt::format("{}.{}.new", path, ::getpid());
    {
        const Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)};
        if (file.fd < 0) return io_error("making", temporary);
        if (::fchmod(file.fd, mode) != 0 || !write_all(file.fd, bytes) || ::fsync(file.fd) != 0) {
            auto error = io_error("writing", temporary);
            ::unlink(temporary.c_str());
            return error;
        }
    }
    if (std::rename(temporary.c_str(), path.c_str()) != 0) {
        auto error = io_error("replacing", path);
        ::unlink(temporary.c_str());
        return error;
    }
    const auto folder = path.substr(0, path.find_last_of('/'));
    const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (directory.fd >= 0)
        ::fsync(directory.fd);  // not all file systems can; the rename is done all the same
    return {};
}

Result<void> make_folders(const std::string& path, unsigned mode) {
    for (std::size_t slash = 1; slash != std::string::npos;) {
        slash = path.find('/', slash + 1);
        const auto part = path.substr(0, slash);
        const bool last = slash == std::string::npos;
        if (::mkdir(part.c_str(), last ? mode : 0755) != 0 && errno != EEXIST)
            return io_error("making", part);
    }
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return io_error("looking at", path);
    if (!S_ISDIR(info.st_mode)) return fail(Errc::io, "{} is not a folder", path);
    return {};
}

}  // namespace restante::daemon
