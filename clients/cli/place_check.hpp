// Whether a place that was typed is there, as the daemon will ask, but before anything is typed about it.
#pragma once

#include "base/error.hpp"
#include "clients/cli/place_argument.hpp"

namespace restante::cli {

/// Looks at the file on disk, from the current folder. invalid_argument says that it cannot be read, or has
/// no such line. Whether its repository can have threads is left to the daemon.
[[nodiscard]] Result<void> check_place(const PlaceArgument& place);

}  // namespace restante::cli
