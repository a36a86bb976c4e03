// What a record decided, in one line: the first sentence of the section that says so. PURE; linear.
#pragma once

#include <optional>
#include <string>

#include "decisions/outline.hpp"

namespace restante::decisions {

inline constexpr std::size_t outcome_bytes_max = 240;  // a longer sentence is cut at a word, with "…"

/// Plain text. Nothing when no section says what was decided, or only a template's words stand in it.
[[nodiscard]] std::optional<std::string> outcome_in(const Outline& outline);

}  // namespace restante::decisions
