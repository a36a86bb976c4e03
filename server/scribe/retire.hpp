// A record that was replaced says so: its file's text with another status. PURE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scribe/content.hpp"

namespace restante::scribe {

/// The text with nothing changed but the line that states the status, and read to mean: superseded by
/// `successor`. Nothing when no such change can be found, as in a record that states no status: a person has
/// to write it then.
[[nodiscard]] std::optional<std::string> superseded_text(std::string_view path, std::string_view text,
                                                         const Elsewhere& successor);

}  // namespace restante::scribe
