#include "clients/cli/hook_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file_name.hpp"
#include "base/printable.hpp"
#include "clients/cli/text_file.hpp"
#include "vcs/process.hpp"
#include "vcs/repository.hpp"

namespace restante::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view hook_name = "prepare-commit-msg";
constexpr mode_t hook_mode = 0755;
constexpr std::chrono::seconds hooks_path_deadline{10};

std::string hook_text() {
    return fmt::format(
        "#!/bin/sh\n# Installed by `restante hook install`: the decisions and threads that the changed lines "
        "are about are\n"
        "# offered as comments in the message. It never keeps a commit from being made.\n"
        "# `restante hook uninstall` removes it.\n"
        "command -v restante >/dev/null 2>&1 || exit 0\n{}\n",
        hook_line);
}

bool is_in(const std::string& path, const std::string& folder) {
    return path == folder || path.starts_with(folder + "/");
}

}  // namespace

Result<HookFile> find_hook(const std::string& folder) {
    const auto repository = vcs::discover(folder + "/.");
    if (!repository) return tl::unexpected(repository.error());
    const auto output = vcs::run({{"git", "rev-parse", "--git-path", "hooks"}, repository->root, {}}, {},
                                 {hooks_path_deadline});
    if (!output) return tl::unexpected(output.error());
    auto named = output->out.substr(0, output->out.find('\n'));
    if (output->exit_status != 0 || named.empty())
        return fail(Errc::io, "git does not say where hooks are: {}", printable(output->err));
    if (!named.starts_with('/')) named.insert(0, repository->root + "/");
    const auto hooks = vcs::real_path(named).value_or(named);
    if (!is_in(hooks, repository->root) && !is_in(hooks, repository->common_dir))
        return tl::unexpected(
            Error{Errc::unsupported,
                  fmt::format("core.hooksPath is {}, whose hooks are those of other repositories, too",
                              printable(hooks)),
                  fmt::format("add this line to {}/{} there, if that is meant: {}", printable(hooks),
                              hook_name, hook_line)});
    HookFile hook{fmt::format("{}/{}", hooks, hook_name)};
    struct stat status {};
    if (::lstat(hook.path.c_str(), &status) != 0) {
        if (errno != ENOENT) return fail(Errc::io, "{}: {}", printable(hook.path), std::strerror(errno));
        return hook;
    }
    const auto text = S_ISREG(status.st_mode) ? read_text_file(hook.path) : fail(Errc::io, "no file");
    hook.state = text && *text == hook_text() ? HookState::ours : HookState::others;
    return hook;
}

Result<void> write_hook(const HookFile& hook) {
    std::error_code error;
    fs::create_directories(fs::path(hook.path).parent_path(), error);
    if (error) return fail(Errc::io, "{}: {}", printable(hook.path), error.message());
    if (auto written = write_text_file(hook.path, hook_text()); !written) return written;
    if (::chmod(hook.path.c_str(), hook_mode) != 0)
        return fail(Errc::io, "{}: {}", printable(hook.path), std::strerror(errno));
    return {};
}

Result<void> remove_hook(const HookFile& hook) {
    if (::unlink(hook.path.c_str()) != 0)
        return fail(Errc::io, "{}: {}", printable(hook.path), std::strerror(errno));
    return {};
}

}  // namespace restante::cli
