#include "anchor/standing.hpp"

#include <algorithm>

namespace restante::anchor {

Range where_it_stood(const LineMap& map, LineRange lines, const Text& now) {
    std::uint32_t line = 0;
    for (auto above = lines.first; above-- > 0;) {
        if (const auto image = map.new_line(above)) {
            line = *image + 1;
            break;
        }
    }
    // What comes after the last line ending is no line that anybody sees.
    const bool ends_with_newline = now.line_count() > 1 && now.line(now.line_count() - 1).empty();
    line = std::min(line, now.line_count() - (ends_with_newline ? 2 : 1));
    return now.clamp({{line, 0}, {line, ~0U}});
}

}  // namespace restante::anchor
