#include "anchor/text.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>

namespace restante::anchor {
namespace {

/// Whether a line starts at `at` (> 0). It depends on the two bytes around it only, which is what makes an
/// edit's effect on the line index local.
bool starts_line(std::string_view bytes, std::size_t at) noexcept {
    const char before = bytes[at - 1];
    return before == '\n' || (before == '\r' && (at == bytes.size() || bytes[at] != '\n'));
}

std::vector<std::uint32_t> line_starts(std::string_view bytes) {
    std::vector<std::uint32_t> starts{0};
    starts.reserve(bytes.size() / 32 + 1);
    const auto find = [&](char what, std::size_t from) {
        const void* hit =
            from < bytes.size() ? std::memchr(bytes.data() + from, what, bytes.size() - from) : nullptr;
        return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - bytes.data()) : bytes.size();
    };
    // Two searches that each skip what the other found: a text without "\r" is searched for it once.
    std::size_t lf = find('\n', 0);
    std::size_t cr = find('\r', 0);
    while (lf < bytes.size() || cr < bytes.size()) {
        const auto at = std::min(lf, cr);
        if (starts_line(bytes, at + 1)) starts.push_back(static_cast<std::uint32_t>(at + 1));
        if (lf == at) lf = find('\n', at + 1);
        if (cr == at) cr = find('\r', at + 1);
    }
    return starts;
}

}  // namespace

Text::Text(std::string bytes) : bytes_(std::move(bytes)), starts_(line_starts(bytes_)) {
    assert(bytes_.size() <= text_bytes_max);
}

std::string_view Text::line_with_ending(std::uint32_t line) const noexcept {
    assert(line < line_count());
    const auto start = starts_[line];
    const auto end = line + 1 < line_count() ? starts_[line + 1] : size();
    return std::string_view{bytes_}.substr(start, end - start);
}

std::string_view Text::line(std::uint32_t line) const noexcept {
    auto found = line_with_ending(line);
    if (line + 1 == line_count()) return found;
    const bool two = found.size() >= 2 && found.ends_with("\r\n");
    found.remove_suffix(two ? 2 : 1);
    return found;
}

std::uint32_t Text::offset(Position position) const noexcept {
    if (position.line >= line_count()) return size();
    const auto length = static_cast<std::uint32_t>(line(position.line).size());
    return starts_[position.line] + std::min(position.column, length);
}

Position Text::position(std::uint32_t offset) const noexcept {
    offset = std::min(offset, size());
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto found = static_cast<std::uint32_t>(after - starts_.begin() - 1);
    const auto length = static_cast<std::uint32_t>(line(found).size());
    return {found, std::min(offset - starts_[found], length)};
}

Span Text::span(Range range) const noexcept {
    const auto start = offset(range.start);
    return {start, std::max(start, offset(range.end))};
}

Range Text::range(Span span) const noexcept {
    return {position(span.start), position(span.end)};
}

std::string_view Text::slice(Span span) const noexcept {
    return std::string_view{bytes_}.substr(std::min(span.start, size()), span.size());
}

void Text::apply(const Edit& edit) {
    splice(span(edit.range), edit.new_text);
}

void Text::splice(Span replaced, std::string_view new_text) {
    assert(replaced.start <= replaced.end && replaced.end <= size());
    bytes_.replace(replaced.start, replaced.size(), new_text);
    assert(bytes_.size() <= text_bytes_max);

    // Starts in [start, end] may have gone; those after `end` only shift. Start 0 is always there.
    const auto first = std::lower_bound(starts_.begin() + 1, starts_.end(), replaced.start);
    const auto last = std::upper_bound(first, starts_.end(), replaced.end);
    const auto shift = static_cast<std::uint32_t>(new_text.size()) - replaced.size();  // modulo 2^32
    for (auto& start : std::span{last, starts_.end()})
        start += shift;

    std::vector<std::uint32_t> found;
    const auto stop = std::min<std::size_t>(replaced.start + new_text.size(), bytes_.size());
    for (std::size_t at = std::max<std::size_t>(replaced.start, 1); at <= stop; ++at)
        if (starts_line(bytes_, at)) found.push_back(static_cast<std::uint32_t>(at));

    const auto common = std::min<std::ptrdiff_t>(last - first, static_cast<std::ptrdiff_t>(found.size()));
    std::copy_n(found.begin(), common, first);
    if (common < last - first)
        starts_.erase(first + common, last);
    else
        starts_.insert(first + common, found.begin() + common, found.end());
}

}  // namespace restante::anchor
