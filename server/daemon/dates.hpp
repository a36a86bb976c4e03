// Times for people, where the daemon itself writes text (hover). Clients format the rest in the reader's way.
#pragma once

#include <string>

#include "base/clock.hpp"

namespace restante::daemon {

/// "2026-11-22 14:05" in this machine's zone: the reader's.
[[nodiscard]] std::string date_text(TimeMs at);

/// "2026-11-22", the same way.
[[nodiscard]] std::string day_text(TimeMs at);

}  // namespace restante::daemon
