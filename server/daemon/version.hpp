// The version of the `restante/…` methods. It grows when a client of this version could not work with a
// daemon of the version before; additions that an older side ignores do not count. See restante/hello.
#pragma once

#include <cstdint>

namespace restante::daemon {

inline constexpr std::int64_t protocol_version = 1;

}  // namespace restante::daemon
