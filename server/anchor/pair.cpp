#include "anchor/pair.hpp"

#include <algorithm>

#include "anchor/names.hpp"

namespace restante::anchor {

Sought sought(const Text& text, Range range) {
    Sought out{lines_of_range(range), std::nullopt};
    if (range.start.line != range.end.line) return out;
    const auto line = text.line(range.start.line);
    const auto size = static_cast<std::uint32_t>(line.size());
    const Columns columns{std::min(range.start.column, size), std::min(range.end.column, size)};
    const auto part = trimmed(columns.of(line));
    if (!part.empty() && part != trimmed(line)) out.marked = columns;
    return out;
}

}  // namespace restante::anchor
