// Any two texts: the hunks turn one into the other, aligned lines keep their order, and an anchor is placed
// inside the text or orphaned.
//
// Input: four bytes that choose a range, the old text, a byte 0x00, the new text.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anchor/place.hpp"
#include "anchor/record.hpp"
#include "anchor/refine.hpp"

using namespace restante::anchor;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check_hunks(const Text& from, const Text& to) {
    const LineMap map(diff_lines(from, to));
    // What compares bytes first finds what is found by lines alone.
    require(map.hunks() == diff_lines(lines_of(from), lines_of(to)));
    std::uint32_t i = 0;
    std::uint32_t j = 0;
    for (const auto& hunk : map.hunks()) {
        require(hunk.old_start >= i && hunk.new_start >= j && hunk.old_start - i == hunk.new_start - j);
        for (; i < hunk.old_start; ++i, ++j)
            require(from.line(i) == to.line(j) && map.new_line(i) == j);
        i = hunk.old_end();
        j = hunk.new_end();
    }
    require(from.line_count() - i == to.line_count() - j);
    for (; i < from.line_count(); ++i, ++j)
        require(from.line(i) == to.line(j) && map.old_line(j) == i);
}

void check_alignment(Alignment& alignment) {
    std::optional<std::uint32_t> last;
    for (std::uint32_t line = 0; line < alignment.old_text().line_count(); ++line) {
        const auto image = alignment.image(line);
        if (!image) continue;
        require(image->line < alignment.new_text().line_count() && (!last || *last < image->line));
        last = image->line;
    }
}

void check_refined(const Text& from, const Text& to) {
    auto bytes = from.bytes();
    for (const auto& piece : refine(from.bytes(), {0, from.size()}, to.bytes()))
        bytes.replace(piece.replaced.start, piece.replaced.size(), piece.new_text);
    require(bytes == to.bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4) return 0;
    const std::string_view texts(reinterpret_cast<const char*>(data) + 4, size - 4);
    const auto cut = std::min(texts.find('\0'), texts.size());
    const Text from{std::string(texts.substr(0, cut))};
    const Text to{std::string(texts.substr(std::min(cut + 1, texts.size())))};
    check_hunks(from, to);
    check_refined(from, to);
    Alignment alignment(from, to);
    check_alignment(alignment);

    const auto start = (data[0] * 256U + data[1]) % (from.size() + 1);
    const auto end = std::min(from.size(), start + data[2] * 4U + data[3] % 4U);
    const auto range = from.range({start, end});
    const auto anchor = record({"r", "p", std::nullopt, std::string(40, '0')}, from, range);
    for (const auto& placement : {place(anchor, alignment), place(anchor, nullptr, to)}) {
        require(placement.range.has_value() == (placement.state != PlacementState::orphaned));
        require(placement.confidence >= 0 && placement.confidence <= 1 && !placement.reason.empty());
        if (placement.range)
            require(placement.range->start <= placement.range->end &&
                    to.clamp(*placement.range) == *placement.range);
    }
    require(place(anchor, &from, from).range == range);
    return 0;
}
