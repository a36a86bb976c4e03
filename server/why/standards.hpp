// "RFC 2822" is mostly one of the Internet's, even where a project numbers its own RFCs as high. PURE.
#pragma once

#include <string_view>

namespace restante::why {

/// Whether programmers cite the Internet's RFC of this number all the time. A table, not the whole series:
/// the others are told by what stands around them.
[[nodiscard]] bool is_known_standard(std::string_view number);

/// Whether the words around the number speak of the Internet's series: sections, pages, its addresses.
[[nodiscard]] bool speaks_of_standards(std::string_view around);

}  // namespace restante::why
