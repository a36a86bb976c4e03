#include "daemon/git_identity.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "vcs/leading_branches.hpp"
#include "vcs/process.hpp"

namespace restante::daemon {
namespace {

struct GitUser {
    std::string name;
    std::string email;
};

/// What git calls the user; empty where it says nothing.
GitUser git_user() {
    vcs::Command command;
    command.argv = {"git", "config", "--global", "--null", "--get-regexp", R"(^user\.(name|email)$)"};
    const auto ran = vcs::run(command, {}, {});
    GitUser user;
    if (!ran || ran->exit_status != 0) return user;
    // "user.name\nAnn\0", as often as it is set; the last one counts.
    for (std::string_view rest = ran->out; !rest.empty();) {
        const auto entry = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
        const auto key = entry.substr(0, entry.find('\n'));
        const auto value = key.size() < entry.size() ? entry.substr(key.size() + 1) : std::string_view();
        (key == "user.name" ? user.name : user.email) = value;
    }
    return user;
}

/// Where git looks for it (git-config(1), FILES), whether there is one or not.
std::vector<std::string> configuration_files() {
    std::vector<std::string> files;
    const char* home = std::getenv("HOME");
    const char* xdg = std::getenv("XDG_CONFIG_HOME");
    if (home != nullptr) files.push_back(std::string(home) + "/.gitconfig");
    if (xdg != nullptr && *xdg != '\0')
        files.push_back(std::string(xdg) + "/git/config");
    else if (home != nullptr)
        files.push_back(std::string(home) + "/.config/git/config");
    return files;
}

void adopt(store::Store& store, GitUser user, Log& log) {
    const auto& now = store.identity();
    if (now.said || (user.name.empty() && !now.name.empty())) return;
    if (user.name.empty()) {
        const auto* account = ::getpwuid(::getuid());
        user.name = account != nullptr ? account->pw_name : "someone";
    }
    if (user.name == now.name && user.email == now.email) return;
    // A strange one is refused, and what was there stays; without any, doctor says that it is missing.
    if (auto done = store.adopt_identity(user.name, user.email); !done)
        log.warning("identity", fmt::format("git's user.name and user.email: {}", to_string(done.error())));
}

}  // namespace

GitIdentity::GitIdentity() : files_(configuration_files()), stamp_(vcs::stamp_of(files_)) {}

void GitIdentity::follow(Context& context, const Done& done) {
    if (context.identity.said) return done();
    if (!waiting_.empty()) return waiting_.push_back(done);
    auto stamp = vcs::stamp_of(files_);
    if (stamp == stamp_) return done();
    stamp_ = std::move(stamp);
    waiting_.push_back(done);
    const auto take_over = [this, &context](const GitUser& user) {
        context.writer.run(
            [user, &log = context.log](store::Store& store) -> Result<store::Identity> {
                adopt(store, user, log);
                return store.identity();
            },
            [this, &context](Result<store::Identity> now) {
                if (now) context.identity = std::move(*now);
                context.known_names.clear();
                finish();
            });
    };
    const bool accepted = context.git.executor().post([&loop = context.loop, take_over] {
        loop.post([take_over, user = git_user()] { take_over(user); });
    });
    if (accepted) return;
    stamp_.clear();  // the next one asks
    finish();
}

void GitIdentity::finish() {
    for (auto& done : std::exchange(waiting_, {}))
        done();
}

void adopt_git_identity(store::Store& store, Log& log) {
    if (!store.identity().said) adopt(store, git_user(), log);
}

}  // namespace restante::daemon
