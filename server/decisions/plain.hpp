// Text without its inline markup, as a reader of the rendered page has it. PURE, linear.
#pragma once

#include <string>
#include <string_view>

namespace restante::decisions {

/// Links become their text, emphasis and HTML tags go, code spans keep their marks. For titles and names.
[[nodiscard]] std::string plain(std::string_view text);

/// A placeholder that a template left: "{short title}", "<name>", "[short title …]", "YYYY-MM-DD".
[[nodiscard]] bool is_placeholder(std::string_view text);

/// "n/a", "none", "-" and the like: that there is nothing.
[[nodiscard]] bool is_nothing(std::string_view text);

}  // namespace restante::decisions
