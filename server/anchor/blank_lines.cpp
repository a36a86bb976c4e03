#include "anchor/blank_lines.hpp"

#include "anchor/record.hpp"

namespace restante::anchor {
namespace {

bool blank(const Text& text, std::uint32_t line) {
    return text.line(line).find_first_not_of(" \t\f\v\r") == std::string_view::npos;
}

}  // namespace

WithoutBlankLines without_blank_lines(const Text& text, Range range) {
    const auto lines = lines_of_range(range);
    auto first = lines.first;
    while (first <= lines.last && blank(text, first))
        ++first;
    if (first == lines.first || first > lines.last) return {range, 0};
    range.start = {first, 0};
    return {range, first - lines.first};
}

Range with_blank_lines(const Text& text, Range range, std::uint32_t most) {
    for (; most > 0 && range.start.line > 0 && blank(text, range.start.line - 1); --most)
        range.start = {range.start.line - 1, 0};
    return range;
}

}  // namespace restante::anchor
