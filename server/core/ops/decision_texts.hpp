// The texts of a decision as members of bodies, for proposing and editing alike: what each may hold. PURE.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "core/decision.hpp"

namespace restante::core::ops {

/// Markdown: valid UTF-8 within text_bytes_max. applies_to: globs_max lines at most, each a relative path
/// with wildcards. review_by: a day that there is. All may be empty. invalid_argument or too_large.
[[nodiscard]] Result<void> check_field(DecisionField field, std::string_view text);
/// As check_title, but not blank: it is what people call the decision.
[[nodiscard]] Result<void> check_decision_title(std::string_view title);

inline constexpr std::size_t globs_max = 64;
inline constexpr std::size_t glob_bytes_max = 256;

}  // namespace restante::core::ops
