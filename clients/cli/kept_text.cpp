#include "clients/cli/kept_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iostream>
#include <vector>

#include "base/unique_fd.hpp"

namespace restante::cli {
namespace {

/// The names that a text may be kept under. More than one, for the case that a file was not written whole.
std::vector<std::string> places_for(const Result<Paths>& paths, const std::string& text) {
    constexpr std::size_t names = 4;
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    std::vector<std::string> places;
    for (const auto& folder : {paths ? paths->state_dir : std::string(), std::string("/tmp")}) {
        if (folder.empty()) continue;
        for (std::size_t i = 0; i < names; ++i)
            places.push_back(
                fmt::format("{}/unsent-{:016x}{}.md", folder, hash, i == 0 ? "" : fmt::format("-{}", i)));
    }
    return places;
}

/// Whether this file of ours holds this very text.
bool holds(const std::string& path, const std::string& text) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid())
        return false;
    const auto found = read_all(fd.get(), path);
    return found && *found == text;
}

}  // namespace

bool worth_keeping(TextSource source, Errc failure) noexcept {
    switch (failure) {
        case Errc::invalid_argument:
        case Errc::not_found:
        case Errc::already_exists:
        case Errc::conflict:
        case Errc::forbidden:
        case Errc::too_large:
            return source == TextSource::input || source == TextSource::editor;
        default:
            return source != TextSource::file;
    }
}

std::string keep_text(const Result<Paths>& paths, const std::string& text) {
    if (paths) ::mkdir(paths->state_dir.c_str(), 0700);
    for (const auto& path : places_for(paths, text)) {
        if (holds(path, text)) return path;
        const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!fd) continue;
        if (write_all(fd.get(), text) && ::fsync(fd.get()) == 0) return path;
        ::unlink(path.c_str());
    }
    std::cerr << "restante: what you wrote could not be kept in a file; here it is:\n" << text << "\n";
    return {};
}

void forget_text(const Result<Paths>& paths, const std::string& text) {
    for (const auto& path : places_for(paths, text))
        if (holds(path, text)) ::unlink(path.c_str());
}

}  // namespace restante::cli
