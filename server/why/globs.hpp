// Whether a path is one that a record says it applies to. PURE; at worst the product of both lengths, which
// are bounded.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace restante::why {

/// How much of the tree a pattern leaves out: the number of its leading folders without a wildcard, and one
/// more for a file's whole path. Nothing when the path does not match.
///
/// `*` and `?` match within a name, `**` any number of folders, `[a-z]` and `{a,b}` as in shells. A pattern
/// without '/' is that of a name, anywhere; one that names a folder is of all that is in it. A pattern that
/// is too long, or has too many alternatives, matches nothing.
[[nodiscard]] std::optional<std::size_t> match_glob(std::string_view pattern, std::string_view path);

}  // namespace restante::why
