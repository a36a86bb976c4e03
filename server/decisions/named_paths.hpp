// The paths that a text names, found once and kept, so that "does it name this file?" is a look-up and not a
// search through the text. PURE value: some hundred bytes for an ordinary record.
//
// What stands between blanks and holds a '/' is one or more paths: it may begin where a path can (its start,
// behind "./" or a leading '/', behind what no path goes on over) and end where one can. Each such piece is
// kept by its hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace restante::decisions {

class NamedPaths {
  public:
    NamedPaths() = default;
    explicit NamedPaths(std::string_view text);

    /// The line, from 1, at which the path stands first; 0: it is not named, as far as can_tell() says.
    [[nodiscard]] std::uint32_t line_of(std::string_view path) const;
    /// Whether line_of() is the whole truth about this path; else the text must be looked at: a path with
    /// blanks in it, or a text with a piece that could be read in too many ways.
    [[nodiscard]] bool can_tell(std::string_view path) const;

  private:
    struct Named {
        std::uint64_t hash = 0;
        std::uint32_t line = 0;
    };
    std::vector<Named> named_;  // by hash, each once
    bool whole_ = true;         // nothing was left out
};

/// Where the path stands in the text as a whole, neither the end of another path nor the beginning of a
/// longer name: what NamedPaths answers. npos for nowhere; linear in the text.
[[nodiscard]] std::size_t find_path(std::string_view text, std::string_view path);

/// Whether the text names the folder so, or something that is in it.
[[nodiscard]] bool names_into(std::string_view text, std::string_view folder);

}  // namespace restante::decisions
