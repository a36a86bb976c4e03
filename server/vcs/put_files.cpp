#include "vcs/put_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "base/file_name.hpp"
#include "base/printable.hpp"
#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

namespace restante::vcs {
namespace {

constexpr mode_t folder_mode = 0777;  // less the umask, as git makes them
constexpr mode_t file_mode = 0666;

std::string told(const std::string& path) {
    return printable(utf8::replace_invalid(path));
}

Error io_error(const std::string& path) {
    return {errno == ENOENT ? Errc::not_found : Errc::io,
            fmt::format("{}: {}", told(path), std::strerror(errno)),
            {}};
}

/// A file to be, under another name beside its place. Removes what it left when it goes away.
class Staged {
  public:
    Staged() = default;
    Staged(const Staged&) = delete;
    Staged& operator=(const Staged&) = delete;
    Staged(Staged&& other) noexcept = default;
    Staged& operator=(Staged&&) = delete;
    ~Staged() {
        if (!temporary.empty()) ::unlinkat(folder.get(), temporary.c_str(), 0);
    }

    UniqueFd folder;
    std::string name;
    std::string temporary;  // empty once it is in its place
};

/// The folder of a path, each part opened in the one above, so that no link can come in between.
Result<UniqueFd> open_folder_of(const Repository& repository, const std::string& path) {
    UniqueFd at(::open(repository.root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!at) return tl::unexpected(io_error(repository.root));
    auto rest = std::string_view(path);
    for (auto slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
        const std::string part(rest.substr(0, slash));
        rest.remove_prefix(slash + 1);
        if (part.empty() || part == "." || part == ".." || part == ".git")
            return fail(Errc::invalid_argument, "{} is no path of a file in the work tree", told(path));
        constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
        UniqueFd next(::openat(at.get(), part.c_str(), flags));
        if (!next && errno == ENOENT) {
            if (::mkdirat(at.get(), part.c_str(), folder_mode) != 0 && errno != EEXIST)
                return tl::unexpected(io_error(path));
            next.reset(::openat(at.get(), part.c_str(), flags));
        }
        if (!next && (errno == ELOOP || errno == ENOTDIR))
            return fail(Errc::invalid_argument, "{}: \"{}\" is a link or a file, and no folder", told(path),
                        told(part));
        if (!next) return tl::unexpected(io_error(path));
        at = std::move(next);
    }
    if (rest.empty() || rest == "." || rest == ".." || rest == ".git")
        return fail(Errc::invalid_argument, "{} is no path of a file in the work tree", told(path));
    return at;
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return tl::unexpected(io_error(path));
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

/// What is there, and its permissions. Nothing when there is none.
struct Found {
    std::string bytes;
    mode_t mode = 0;
};
Result<std::optional<Found>> find_file(const Staged& at, const std::string& path) {
    constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    const UniqueFd fd(::openat(at.folder.get(), at.name.c_str(), flags));
    if (!fd && errno == ENOENT) return std::nullopt;
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) return tl::unexpected(io_error(path));
    if (!S_ISREG(status.st_mode)) return fail(Errc::conflict, "{} is no file", told(path));
    Found found{std::string(static_cast<std::size_t>(status.st_size), '\0'), status.st_mode & 07777U};
    std::size_t done = 0;
    while (done < found.bytes.size()) {
        const auto n = ::read(fd.get(), found.bytes.data() + done, found.bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return tl::unexpected(io_error(path));
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    found.bytes.resize(done);
    return found;
}

Result<mode_t> check_before(const Staged& at, const FilePut& file) {
    const auto found = find_file(at, file.path);
    if (!found) return tl::unexpected(found.error());
    if (!file.before && *found)
        return tl::unexpected(Error{Errc::conflict, fmt::format("{} is there already", told(file.path)), {}});
    if (file.before && (!*found || (*found)->bytes != *file.before))
        return tl::unexpected(
            Error{Errc::conflict, fmt::format("{} was changed meanwhile", told(file.path)), "try again"});
    return *found ? (*found)->mode : mode_t{0};
}

Result<Staged> stage(const Repository& repository, const FilePut& file, std::string_view bytes) {
    Staged staged;
    auto folder = open_folder_of(repository, file.path);
    if (!folder) return tl::unexpected(std::move(folder).error());
    staged.folder = std::move(*folder);
    staged.name = std::string(base_name(file.path));
    const auto mode = check_before(staged, file);
    if (!mode) return tl::unexpected(mode.error());
    const auto temporary = fmt::format(".{}.{}~", staged.name, ::getpid());
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    const UniqueFd fd(::openat(staged.folder.get(), temporary.c_str(), flags, file_mode));
    if (!fd) return tl::unexpected(io_error(file.path));
    staged.temporary = temporary;
    if (auto written = write_all(fd.get(), bytes, file.path); !written)
        return tl::unexpected(std::move(written).error());
    if (*mode != 0 && ::fchmod(fd.get(), *mode) != 0) return tl::unexpected(io_error(file.path));
    if (::fsync(fd.get()) != 0) return tl::unexpected(io_error(file.path));
    return staged;
}

/// A new file must not take the place of one that came meanwhile.
bool move_in(Staged& staged, bool is_new) {
    const int folder = staged.folder.get();
    const int failed =
        is_new ? ::renameat2(folder, staged.temporary.c_str(), folder, staged.name.c_str(), RENAME_NOREPLACE)
               : ::renameat(folder, staged.temporary.c_str(), folder, staged.name.c_str());
    if (failed == 0) staged.temporary.clear();
    return failed == 0;
}

void put_back(const Repository& repository, const FilePut& file, const Staged& staged) {
    if (!file.before) {
        ::unlinkat(staged.folder.get(), staged.name.c_str(), 0);
        return;
    }
    if (auto old = stage(repository, {file.path, file.after, {}}, *file.before)) (void)move_in(*old, false);
}

}  // namespace

Result<void> put_files(const Repository& repository, const std::vector<FilePut>& files) {
    if (repository.root == repository.git_dir)
        return fail(Errc::invalid_argument, "{} is bare: it has no work tree", repository.root);
    std::vector<Staged> staged;
    for (const auto& file : files) {
        auto one = stage(repository, file, file.after);
        if (!one) return tl::unexpected(std::move(one).error());
        staged.push_back(std::move(*one));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (move_in(staged[i], !files[i].before)) continue;
        auto error = io_error(files[i].path);
        while (i-- > 0)
            put_back(repository, files[i], staged[i]);
        return tl::unexpected(std::move(error));
    }
    for (const auto& one : staged)
        if (::fsync(one.folder.get()) != 0) return tl::unexpected(io_error(one.name));
    return {};
}

}  // namespace restante::vcs
