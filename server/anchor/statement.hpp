// Lines that belong together because what the first one begins goes on in the next: an argument list, a
// condition, an assignment that was broken. PURE, by brackets and operators alone: no language is known here.
#pragma once

#include "anchor/reading.hpp"

namespace restante::anchor {

/// More lines than this are never one statement.
inline constexpr std::uint32_t statement_lines_max = 8;

/// Whether the line goes on with what a line above it began.
[[nodiscard]] bool continues(Reading& text, std::uint32_t line);

/// The tokens of the line and of those that go on with it.
[[nodiscard]] TokenBag statement(Reading& text, std::uint32_t line);

}  // namespace restante::anchor
