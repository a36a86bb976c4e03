// file: URIs and paths. PURE. See RFC 8089; editors percent-encode more than they must, and differently.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace restante {

/// The absolute path of a `file:` URI (host empty or "localhost"); nothing for any other URI, a bad escape or
/// a NUL, encoded or not. A plain absolute path is taken as it is: people type those.
[[nodiscard]] std::optional<std::string> path_of_uri(std::string_view uri);

/// `file:///…` with everything but unreserved characters and '/' percent-encoded, as VS Code and Neovim read.
[[nodiscard]] std::string uri_of_path(std::string_view path);

/// The path without ".", "..", doubled and trailing slashes, by its text alone.
[[nodiscard]] std::string normal_path(std::string_view path);

}  // namespace restante
