#include "store/left_log.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>

namespace restante::store {
namespace {

/// SQLite puts the log beside the file itself, not beside a link to it.
std::string behind_links(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    return real ? std::string(real.get()) : path;
}

}  // namespace

Result<void> check_log_has_its_file(const std::string& path) {
    struct stat file {};
    const bool absent = ::stat(path.c_str(), &file) != 0;
    if (absent ? errno != ENOENT : !S_ISREG(file.st_mode) || file.st_size > 0) return {};
    const auto log_path = behind_links(path) + "-wal";
    struct stat log {};
    if (::stat(log_path.c_str(), &log) != 0 || log.st_size == 0) return {};
    return tl::unexpected(Error{
        Errc::corrupt,
        fmt::format(
            "{} is {}, but its log {} holds {} bytes: the file was lost or cut to nothing, and what was "
            "written last is in the log alone; opening it would delete that, so nothing was touched",
            path, absent ? "missing" : "empty", log_path, log.st_size),
        fmt::format(
            "keep copies of both files, put the file back from a backup, beside the log, and let doctor "
            "check the two; only when there is no backup, move {} away to begin anew",
            log_path)});
}

}  // namespace restante::store
