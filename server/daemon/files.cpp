#include "daemon/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/unique_fd.hpp"

namespace restante::daemon {
namespace {

tl::unexpected<Error> io_error(std::string_view doing, const std::string& path) {
    const int number = errno;
    Error error{Errc::io, fmt::format("{} {}: {}", doing, path, std::strerror(number)), {}};
    if (number == ENOENT || number == ENOTDIR) error.code = Errc::not_found;
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

Result<FileContents> read_all(const UniqueFd& file, const std::string& path, std::size_t bytes_max) {
    FileContents out;
    if (::fstat(file.get(), &out.info) != 0) return io_error("looking at", path);
    if (!S_ISREG(out.info.st_mode)) return fail(Errc::invalid_argument, "{} is not a regular file", path);
    std::array<char, 16384> chunk;  // NOLINT: filled by read
    for (;;) {
        const auto got = ::read(file.get(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return io_error("reading", path);
        if (got == 0) return out;
        if (out.bytes.size() + static_cast<std::size_t>(got) > bytes_max)
            return fail(Errc::too_large, "{} is larger than {} bytes", path, bytes_max);
        out.bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    // Opening a pipe would wait for a writer, perhaps for ever.
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) return io_error("opening", path);
    auto contents = read_all(file, path, bytes_max);
    if (!contents) return tl::unexpected(std::move(contents).error());
    return std::move(contents->bytes);
}

Result<FileContents> read_file_below(const std::string& root, const std::string& path,
                                     std::size_t bytes_max) {
    if (path.empty()) return fail(Errc::invalid_argument, "{} is not a regular file", root);
    const auto whole = root + "/" + path;
    UniqueFd at(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!at) return io_error("opening", root);
    for (std::string_view rest = path;;) {
        const auto slash = rest.find('/');
        const bool last = slash == std::string_view::npos;
        const std::string part(rest.substr(0, slash));
        if (part.empty() || part == "." || part == ".." || part == ".git")
            return fail(Errc::invalid_argument, "\"{}\" is not the name of a file in a repository", path);
        const int kind = last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
        UniqueFd next(::openat(at.get(), part.c_str(), kind | O_NOFOLLOW | O_CLOEXEC));
        if (!next) {
            const int number = errno;
            struct stat info {};
            const bool link =
                ::fstatat(at.get(), part.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
            if (link)
                return fail(Errc::invalid_argument, "{} is a symbolic link, not the file itself", whole);
            errno = number;
            return io_error("opening", whole);
        }
        at = std::move(next);
        if (last) return read_all(at, whole, bytes_max);
        rest.remove_prefix(slash + 1);
    }
}

Result<void> replace_file(const std::string& path, std::string_view bytes, unsigned mode) {
    const auto temporary = fmt::format("{}.{}.new", path, ::getpid());
    {
        const UniqueFd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
        if (!file) return io_error("making", temporary);
        if (::fchmod(file.get(), mode) != 0 || !write_all(file.get(), bytes) || ::fsync(file.get()) != 0) {
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
    const UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) ::fsync(directory.get());  // not all file systems can; the rename is done all the same
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
