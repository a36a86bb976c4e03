// The file of git's prepare-commit-msg hook: where it is, whether it is ours, and how it comes and goes.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::cli {

/// What runs the offer, for a hook that somebody wrote already.
inline constexpr std::string_view hook_line = "restante hook prepare-commit-msg \"$@\" || true";

enum class HookState { none, ours, others };

struct HookFile {
    std::string path;
    HookState state = HookState::none;
};

/// not_found without a repository; unsupported where core.hooksPath leads out of it, as the hooks there are
/// those of other repositories, too.
[[nodiscard]] Result<HookFile> find_hook(const std::string& folder);
/// Precondition: the state is not `others`.
[[nodiscard]] Result<void> write_hook(const HookFile& hook);
[[nodiscard]] Result<void> remove_hook(const HookFile& hook);

}  // namespace restante::cli
