#include "daemon/checks.hpp"

#include <sys/statvfs.h>

#include "daemon/config.hpp"
#include "vcs/process.hpp"

namespace restante::daemon {
namespace {

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
    auto text = ran->out;
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return make_check("git", protocol::CheckLevel::ok, text);
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
