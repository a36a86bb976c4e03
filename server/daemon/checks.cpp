#include "daemon/checks.hpp"

#include <sys/statvfs.h>

#include <charconv>
#include <utility>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "daemon/config.hpp"
#include "vcs/process.hpp"

namespace restante::daemon {
namespace {

constexpr std::pair oldest_git{2, 36};  // cat-file --batch-command
constexpr std::size_t said_characters_max = 80;

constexpr std::uint64_t free_bytes_low = 100ULL * 1024 * 1024;

}  // namespace

protocol::Check make_check(std::string name, protocol::CheckLevel level, std::string text, std::string hint) {
    protocol::Check out;
    out.name = std::move(name);
    out.level = level;
    out.text = std::move(text);
    if (!hint.empty()) out.hint = std::move(hint);
    return out;
}

protocol::Check check_git() {
    vcs::Command command;
    command.argv = {"git", "--version"};
    auto ran = vcs::run(command, {}, {});
    if (!ran) return make_check("git", protocol::CheckLevel::failed, to_string(ran.error()), "install git");
    return check_git_version(ran->out);
}

protocol::Check check_git_version(std::string_view printed) {
    const auto said = one_line(utf8::replace_invalid(printed), said_characters_max);
    constexpr std::string_view beginning = "git version ";
    int major = 0;
    int minor = 0;
    const auto number = [](std::string_view& rest, int& out) {
        const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), out);
        rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
        return read.ec == std::errc();
    };
    auto rest = printed;
    bool understood = rest.starts_with(beginning);
    if (understood) rest.remove_prefix(beginning.size());
    understood = understood && number(rest, major) && rest.starts_with('.');
    if (understood) rest.remove_prefix(1);
    understood = understood && number(rest, minor);
    if (!understood)
        return make_check(
            "git", protocol::CheckLevel::failed,
            said.empty() ? "git does not say its version" : "git does not say its version: " + said,
            "is the git on PATH the real one?");
    if (std::pair(major, minor) < oldest_git)
        return make_check("git", protocol::CheckLevel::warning,
                          fmt::format("{}, older than {}.{}", said, oldest_git.first, oldest_git.second),
                          "install a newer git: this one lacks what threads are followed by");
    return make_check("git", protocol::CheckLevel::ok, said);
}

protocol::Check check_credentials(const std::string& path, bool in_use) {
    const auto credentials = load_credentials(path);
    if (!credentials)
        return make_check("credentials", protocol::CheckLevel::failed,
                          (in_use ? "the tokens that were read before are used until the daemon ends: "
                                  : "nothing is exchanged with any hub: ") +
                              credentials.error().message,
                          credentials.error().hint);
    if (credentials->empty())
        return make_check("credentials", protocol::CheckLevel::ok, "none: nobody is logged in to a hub");
    return make_check("credentials", protocol::CheckLevel::ok, path);
}

protocol::Check check_disk(const std::string& folder) {
    struct statvfs info {};
    if (::statvfs(folder.c_str(), &info) != 0)
        return make_check("disk", protocol::CheckLevel::warning, folder + " cannot be looked at");
    const auto free = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
    const auto text = fmt::format("{} MiB free at {}", free / (1024 * 1024), folder);
    if (free < free_bytes_low)
        return make_check("disk", protocol::CheckLevel::warning, text,
                          "free some space: a full disk refuses what you send");
    return make_check("disk", protocol::CheckLevel::ok, text);
}

protocol::Check check_database(const Result<std::vector<std::string>>& problems, const std::string& path) {
    if (!problems)
        return make_check("database", protocol::CheckLevel::failed, problems.error().message,
                          problems.error().hint.empty() ? "keep a copy of " + path : problems.error().hint);
    if (problems->empty())
        return make_check("database", protocol::CheckLevel::ok, path + ": integrity check passed");
    std::string text;
    for (const auto& problem : *problems)
        text += (text.empty() ? "" : "; ") + problem;
    return make_check("database", protocol::CheckLevel::failed, text,
                      fmt::format("keep a copy of {}; what a hub has can be fetched again", path));
}

}  // namespace restante::daemon
