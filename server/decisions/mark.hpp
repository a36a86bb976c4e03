// The mark by which the file of a decision is known again after people edited it: a comment that no reader of
// the rendered page sees, with the decision's whole id. PURE, linear.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace restante::decisions {

/// "<!-- restante decision: … -->"
[[nodiscard]] std::string mark_of(std::string_view id);
/// The id in the last mark of a file's text; nothing when there is none.
[[nodiscard]] std::optional<std::string> mark_in(std::string_view text);

/// What people call the decision with this id: "D-" and its last characters.
[[nodiscard]] std::string short_name(std::string_view id);

}  // namespace restante::decisions
