// Where a text names a project's decision records: by kind and number ("ADR-0012", "KEP#79", "adr-9"), by
// path, address or file name; decisions of the space by the ending of their id ("D-3f9k"). PURE; linear in
// the text. Numbers that the project has no record of are nobody's
// ("RFC 2822"), and so are those that a standard of the same name is known by.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "why/names.hpp"

namespace restante::why {

inline constexpr std::size_t citations_max = 64;           // of one text
inline constexpr std::size_t cited_bytes_max = 64 * 1024;  // of a text; what is behind is not read

struct Citation {
    std::size_t record = 0;
    std::string text;        // as it stands there
    bool elsewhere = false;  // it is the text of a link that leads to a record of another project
};

/// Each record once, in the order of the text. `file` is the path of the text, by which relative links are
/// followed; empty for a commit's message.
[[nodiscard]] std::vector<Citation> citations_in(std::string_view text, const Names& names,
                                                 std::string_view file = {});

}  // namespace restante::why
