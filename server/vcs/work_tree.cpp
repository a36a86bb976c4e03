#include "vcs/work_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include "base/unique_fd.hpp"
#include "base/utf8.hpp"
#include "vcs/process.hpp"

namespace restante::vcs {
namespace {

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        return fail(errno == ENOENT ? Errc::not_found : Errc::io, "{}: {}", path, std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return fail(Errc::not_found, "{} is no file any more", path);
    if (static_cast<std::uint64_t>(status.st_size) > bytes_max)
        return fail(Errc::too_large, "{} has {} bytes, over the limit of {}", path, status.st_size,
                    bytes_max);
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(Errc::io, "{}: {}", path, std::strerror(errno));
        if (n == 0) break;  // it became shorter meanwhile
        done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
}

Result<std::string> read_link(const std::string& path) {
    std::string target(PATH_MAX, '\0');
    const auto n = ::readlink(path.c_str(), target.data(), target.size());
    if (n < 0) return fail(Errc::io, "{}: {}", path, std::strerror(errno));
    target.resize(static_cast<std::size_t>(n));
    return target;
}

/// Nothing for what is neither file nor link: a repository in the work tree, a socket.
std::optional<OverlayFile> file_at(const std::string& root, std::string path) {
    const auto full = root + "/" + path;
    struct stat status {};
    if (::lstat(full.c_str(), &status) != 0) return OverlayFile{std::move(path)};
    if (S_ISREG(status.st_mode))
        return OverlayFile{std::move(path), [full](std::size_t max) { return read_file(full, max); }};
    if (S_ISLNK(status.st_mode))
        return OverlayFile{std::move(path), [full](std::size_t) { return read_link(full); }, EntryKind::link};
    return std::nullopt;
}

}  // namespace

Result<std::vector<OverlayFile>> work_tree_files(const Repository& repository, const GitOptions& options) {
    if (repository.root == repository.git_dir)
        return fail(Errc::invalid_argument, "{} is bare: it has no work tree", repository.root);
    // A repository's own configuration may name a program for fsmonitor: none is started. And nothing is
    // written, not even a refreshed index: who watches that would look again.
    auto status =
        run({{options.program, "--no-optional-locks", "-c", "core.fsmonitor=false", "status",
              "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all"},
             repository.root,
             options.environment},
            {}, {options.history_deadline, options.object_bytes_max});
    if (!status) return tl::unexpected(std::move(status).error());
    if (status->exit_status != 0)
        return fail(Errc::io, "git status ended with {}: {}", status->exit_status,
                    status->err.substr(0, status->err.find('\n')));
    std::vector<OverlayFile> files;
    for (std::string_view rest = status->out; !rest.empty();) {
        const auto entry = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
        constexpr std::size_t letters = 3;  // "XY "
        if (entry.size() <= letters || entry.ends_with('/')) continue;
        if (auto file = file_at(repository.root, std::string(entry.substr(letters))))
            files.push_back(std::move(*file));
    }
    return files;
}

Result<OverlayFile> work_tree_file(const Repository& repository, const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder =
        slash == std::string::npos ? repository.root : repository.root + "/" + path.substr(0, slash);
    const auto real = real_path(folder);
    if (!real || *real != folder)
        return fail(Errc::invalid_argument, "{} is not in the work tree, or a link is on the way to it",
                    utf8::replace_invalid(path));
    auto file = file_at(repository.root, path);
    return file ? std::move(*file) : OverlayFile{path};
}

}  // namespace restante::vcs
