// An edit as the smallest pieces that do the same to the bytes. Editors and plugins replace whole lines, or a
// whole buffer, where little changed; an anchor beside the change must not notice. PURE.
#pragma once

#include <string_view>
#include <vector>

#include "anchor/text.hpp"

namespace restante::anchor {

/// Replace the bytes in `replaced` by `new_text`, which is part of the refined edit's text.
struct Piece {
    Span replaced;
    std::string_view new_text;
};

/// Last piece first, so that each one's offsets hold in the text that the ones before it left. Pure
/// insertions and deletions come back as they are (where they are is what their author said); a replacement
/// loses the bytes that stay the same at both ends, and one of several lines by several is divided by a line
/// diff. Pieces that do nothing are left out. No piece begins or ends inside a UTF-8 sequence that the edit
/// did not itself divide.
[[nodiscard]] std::vector<Piece> refine(std::string_view before, Span replaced, std::string_view new_text);

}  // namespace restante::anchor
