#include "vcs/repository.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

namespace restante::vcs {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t small_file_bytes_max = 1024 * 1024;

std::optional<std::string> read_small(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string text(small_file_bytes_max, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

Result<fs::path> resolved(const fs::path& path) {
    std::error_code ec;
    auto found = fs::weakly_canonical(path, ec);
    if (ec) return fail(Errc::io, "{}: {}", path.string(), ec.message());
    return found;
}

/// The folder that a .git file names (gitfile, gitrepository-layout(5)): of a linked work tree or a
/// submodule.
Result<fs::path> follow_git_file(const fs::path& file) {
    const auto text = read_small(file);
    constexpr std::string_view prefix = "gitdir:";
    if (!text || !text->starts_with(prefix))
        return fail(Errc::corrupt, "{} does not name a folder", file.string());
    auto target =
        resolved(file.parent_path() / fs::path(trimmed(std::string_view(*text).substr(prefix.size()))));
    if (!target) return target;
    std::error_code ignored;
    if (!fs::exists(*target / "HEAD", ignored))
        return tl::unexpected(
            Error{Errc::corrupt,
                  fmt::format("{} names {}, where there is no repository", file.string(), target->string()),
                  "git worktree repair may help"});
    return target;
}

/// The git folder of a work tree whose root is `folder`; absent when it is none.
Result<std::optional<fs::path>> git_dir_at(const fs::path& folder) {
    const auto dot_git = folder / ".git";
    std::error_code ec;
    const auto status = fs::status(dot_git, ec);
    if (fs::is_directory(status)) {
        if (!fs::exists(dot_git / "HEAD", ec)) return std::nullopt;  // git looks further up, too
        return resolved(dot_git).map([](fs::path path) { return std::optional(std::move(path)); });
    }
    if (fs::is_regular_file(status))
        return follow_git_file(dot_git).map([](fs::path path) { return std::optional(std::move(path)); });
    return std::nullopt;
}

Result<Repository> describe(const fs::path& root, const fs::path& git_dir) {
    Repository repository;
    repository.root = root.string();
    repository.git_dir = git_dir.string();
    repository.common_dir = repository.git_dir;
    if (const auto text = read_small(git_dir / "commondir")) {
        auto common = resolved(git_dir / fs::path(trimmed(*text)));
        if (!common) return tl::unexpected(std::move(common).error());
        repository.common_dir = common->string();
    }
    if (const auto config = read_small(fs::path(repository.common_dir) / "config"))
        repository.hash = object_format(*config);
    std::error_code ignored;
    repository.shallow = fs::exists(fs::path(repository.common_dir) / "shallow", ignored);
    return repository;
}

}  // namespace

HashKind object_format(std::string_view config) {
    bool in_extensions = false;
    while (!config.empty()) {
        const auto whole = config.substr(0, config.find('\n'));
        config.remove_prefix(std::min(config.size(), whole.size() + 1));
        const auto line = trimmed(whole);
        if (line.starts_with('[')) {
            in_extensions = lower(line).starts_with("[extensions]");
            continue;
        }
        const auto equals = line.find('=');
        if (!in_extensions || equals == std::string_view::npos) continue;
        if (lower(trimmed(line.substr(0, equals))) == "objectformat" &&
            lower(trimmed(line.substr(equals + 1))) == "sha256")
            return HashKind::sha256;
    }
    return HashKind::sha1;
}

Result<Repository> discover(const std::string& path) {
    if (!path.starts_with('/')) return fail(Errc::invalid_argument, "{} is not an absolute path", path);
    const auto start = resolved(path);
    if (!start) return tl::unexpected(start.error());
    for (auto folder = *start;; folder = folder.parent_path()) {
        auto git_dir = git_dir_at(folder);
        if (!git_dir) return tl::unexpected(std::move(git_dir).error());
        if (*git_dir) return describe(folder, **git_dir);
        if (folder == folder.parent_path()) break;
    }
    return tl::unexpected(no_work_tree(path, *start));
}

Error no_work_tree(const std::string& named, const std::string& folder) {
    std::error_code ignored;
    for (auto above = fs::path(folder); above.has_relative_path(); above = above.parent_path()) {
        if (!fs::exists(above / "HEAD", ignored) || !fs::is_directory(above / "objects", ignored) ||
            !fs::is_directory(above / "refs", ignored))
            continue;
        const auto bare = above.string();
        return {Errc::not_found,
                named == bare
                    ? fmt::format("{} is a bare repository, which has no working tree", named)
                    : fmt::format("{} is in the bare repository {}, which has no working tree", named, bare),
                fmt::format("run it in a clone: git clone {}", bare)};
    }
    return {Errc::not_found, fmt::format("{} is in no git repository", named), "git init makes one"};
}

Result<Repository> open_git_folder(const std::string& path) {
    if (!path.starts_with('/')) return fail(Errc::invalid_argument, "{} is not an absolute path", path);
    const auto folder = resolved(path);
    if (!folder) return tl::unexpected(folder.error());
    // What git itself looks for (gitrepository-layout(5)).
    std::error_code ignored;
    if (!fs::exists(*folder / "HEAD", ignored) ||
        !(fs::is_directory(*folder / "objects", ignored) || fs::exists(*folder / "commondir", ignored)))
        return fail(Errc::not_found, "{} is no git folder", path);
    return describe(*folder, *folder);
}

Result<Repository> open_folder(const std::string& path) {
    auto git_folder = open_git_folder(path);
    return git_folder ? git_folder : discover(path);
}

namespace {

/// As realpath(3), with its errno when there is nothing. The kernel walks the path and says where it arrived
/// (proc(5), /proc/pid/fd): three system calls instead of one for each part of the path.
std::optional<std::string> resolved_by_system(const std::string& path) {
    std::array<char, PATH_MAX> real{};
    if (const UniqueFd there(::open(path.c_str(), O_PATH | O_CLOEXEC)); there) {
        const auto link = fmt::format("/proc/self/fd/{}", there.get());
        const auto length = ::readlink(link.c_str(), real.data(), real.size());
        const std::string_view name(real.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        // Without /proc, for a path outside of this process's root, and for one that was deleted meanwhile
        // (or is called so), the library decides.
        if (name.starts_with('/') && name.size() < real.size() && !name.ends_with(" (deleted)"))
            return std::string(name);
    }
    if (::realpath(path.c_str(), real.data()) == nullptr) return std::nullopt;
    return std::string(real.data());
}

}  // namespace

Result<std::string> real_path(const std::string& path) {
    if (!path.starts_with('/')) return fail(Errc::invalid_argument, "{} is not an absolute path", path);
    // What is there is resolved by the system; what is not there yet is a name in the folder that is.
    std::string there = path;
    std::string missing;
    for (;;) {
        if (const auto found = resolved_by_system(there))
            return missing.empty() ? *found : (*found == "/" ? "" : *found) + missing;
        const int number = errno;
        if (number == ELOOP)
            return fail(Errc::invalid_argument, "{}: its symbolic links lead in a circle",
                        utf8::replace_invalid(path));
        if (number != ENOENT && number != ENOTDIR)
            return fail(Errc::io, "{} cannot be looked at: {}", utf8::replace_invalid(path),
                        std::strerror(number));
        struct stat info {};
        if (::lstat(there.c_str(), &info) == 0 && S_ISLNK(info.st_mode))
            return fail(Errc::invalid_argument, "{} is a symbolic link to something that does not exist",
                        utf8::replace_invalid(there));
        const auto slash = there.find_last_of('/');
        const auto name = there.substr(slash);  // with its '/'
        there = slash == 0 ? "/" : there.substr(0, slash);
        if (name == "/" || name == "/.") continue;
        if (name == "/..")
            return fail(Errc::invalid_argument, "{} does not exist, so nothing is above it",
                        utf8::replace_invalid(path));
        missing.insert(0, name);
    }
}

Result<std::string> followed_path(const std::string& path) {
    auto real = real_path(path);
    if (!real || *real == path) return real;
    // A link on the way to a clone is how people arrange their folders; a link in a clone that leads out of
    // it would quote to the team what its owner never put there.
    std::error_code ignored;
    for (auto folder = fs::path(path);; folder = folder.parent_path()) {
        const auto git_dir = git_dir_at(folder);
        if (git_dir && *git_dir) {
            const auto root = fs::canonical(folder, ignored).string();
            if (*real == root || real->starts_with(root == "/" ? root : root + "/")) return real;
            return fail(Errc::invalid_argument, "{} leads by a symbolic link out of the repository {}, to {}",
                        utf8::replace_invalid(path), utf8::replace_invalid(root),
                        utf8::replace_invalid(*real));
        }
        if (folder == folder.parent_path()) return real;
    }
}

Result<std::string> name_in(const std::string& root, const std::string& real) {
    const auto prefix = root == "/" ? root : root + "/";
    if (!real.starts_with(prefix) || real.size() == prefix.size())
        return fail(Errc::invalid_argument, "{} is not a file in {}", utf8::replace_invalid(real),
                    utf8::replace_invalid(root));
    auto name = real.substr(prefix.size());
    if (name == ".git" || name.starts_with(".git/"))
        return fail(Errc::invalid_argument, "{} is git's own", utf8::replace_invalid(name));
    if (!utf8::is_valid(name))
        return fail(Errc::invalid_argument, "the file name {} is not UTF-8", utf8::replace_invalid(name));
    return name;
}

Result<std::string> relative_path(const Repository& repository, const std::string& path) {
    auto real = followed_path(path);
    if (!real) return real;
    return name_in(repository.root, *real);
}

}  // namespace restante::vcs
