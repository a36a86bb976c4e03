#include "decisions/source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "decisions/utf16.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t binary_looked_at = 8000;  // as git does (buffer_is_binary of its xdiff-interface.c)

/// Not in the middle of a character.
std::string_view cut(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
        --bytes;
    return text.substr(0, bytes);
}

}  // namespace

Source::Source(std::string_view bytes) {
    std::string wide;
    if (is_utf16(bytes)) {
        if (bytes.size() > source_bytes_max) cut_short(bytes.size());
        wide = from_utf16(bytes.substr(0, source_bytes_max));
        bytes = cut(wide, source_bytes_max);
    }
    if (bytes.substr(0, binary_looked_at).find('\0') != std::string_view::npos) {
        problems_.push_back({ProblemKind::not_text, "it is a binary file, and was not read"});
        return;
    }
    if (bytes.size() > source_bytes_max) {
        cut_short(bytes.size());
        bytes = cut(bytes, source_bytes_max);
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (const auto good = utf8::valid_prefix(bytes); good == bytes.size()) {
        text_ = bytes;
    } else {
        const auto line =
            std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(good), '\n') + 1;
        problems_.push_back({ProblemKind::not_text, "bytes that are not UTF-8 were replaced",
                             static_cast<std::uint32_t>(line)});
        text_ = utf8::replace_invalid(bytes);
    }
    const std::string_view text = text_;
    for (std::size_t at = 0; at < text.size() && lines_.size() < source_lines_max;) {
        const auto end = std::min(text.find_first_of("\r\n", at), text.size());
        lines_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)});
        at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    }
}

void Source::cut_short(std::size_t bytes) {
    problems_.push_back(
        {ProblemKind::too_large,
         fmt::format("it has {} bytes, of which the first {} were read", bytes, source_bytes_max)});
}

std::string_view Source::line(std::size_t index) const noexcept {
    const auto extent = lines_[index];
    return cut(std::string_view(text_).substr(extent.start, extent.bytes), line_bytes_max);
}

std::string_view Source::span(std::size_t first, std::size_t end) const noexcept {
    if (first >= end || first >= lines_.size()) return {};
    const auto from = lines_[first].start;
    const auto to = end < lines_.size() ? lines_[end].start : text_.size();
    return std::string_view(text_).substr(from, to - from);
}

}  // namespace restante::decisions
