// What a git that did not do what it was asked for is reported as. PURE.
#pragma once

#include <string_view>

#include "vcs/process.hpp"

namespace restante::vcs {

/// `what` was being done when git ended like this. Names its first line, or the signal that ended it.
[[nodiscard]] Error refused(std::string_view what, const Output& output);

}  // namespace restante::vcs
