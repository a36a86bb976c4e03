// The checks of typed text that making an op and reading one share, so that what is accepted when typed is
// accepted everywhere. Bounds: core/make.hpp. PURE.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace restante::core::ops {

/// A comment's text: not blank, valid UTF-8, at most text_bytes_max.
[[nodiscard]] Result<void> check_text(std::string_view text);
/// A title: one line of valid UTF-8, at most title_bytes_max; may be empty.
[[nodiscard]] Result<void> check_title(std::string_view title);
/// A person's name: one line, not blank, at most name_bytes_max.
[[nodiscard]] Result<void> check_name(std::string_view name);
/// May be empty; else one line without white space, at most email_bytes_max.
[[nodiscard]] Result<void> check_email(std::string_view email);

inline constexpr std::size_t name_bytes_max = 200;
inline constexpr std::size_t email_bytes_max = 254;  // RFC 5321, 4.5.3.1.3, without the brackets

/// The same refusal about bytes that came from elsewhere: they are corrupt, and nobody can be told to
/// shorten.
[[nodiscard]] Error as_corrupt(Error error);

}  // namespace restante::core::ops
