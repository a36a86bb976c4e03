#include "anchor/position.hpp"

#include <algorithm>
#include <cstring>

#include "base/utf8.hpp"

namespace restante::anchor {
namespace {

std::uint32_t size_of(std::string_view text) noexcept {
    return static_cast<std::uint32_t>(text.size());
}

/// Most lines are plain ASCII, where a column is a character in every encoding.
std::size_t ascii_prefix(std::string_view text) noexcept {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if (word & 0x8080808080808080ULL) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

/// Bytes of the well-formed sequence that this first byte opens.
std::uint32_t sequence_size(char first) noexcept {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

std::uint32_t units(std::uint32_t bytes, PositionEncoding encoding) noexcept {
    switch (encoding) {
        case PositionEncoding::utf8:
            return bytes;
        case PositionEncoding::utf16:
            return bytes == 4 ? 2 : 1;
        case PositionEncoding::utf32:
            return 1;
    }
    return 1;
}

/// Calls step(bytes, units) for each character, an invalid byte being one, until it returns false.
template <class Step>
void for_each_character(std::string_view line, PositionEncoding encoding, Step step) {
    while (!line.empty()) {
        const auto valid = utf8::valid_prefix(line);
        for (std::size_t at = 0; at < valid;) {
            const auto bytes = sequence_size(line[at]);
            if (!step(bytes, units(bytes, encoding))) return;
            at += bytes;
        }
        line.remove_prefix(valid);
        if (line.empty()) return;
        if (!step(1, 1)) return;
        line.remove_prefix(1);
    }
}

}  // namespace

std::string_view to_string(PositionEncoding encoding) noexcept {
    switch (encoding) {
        case PositionEncoding::utf8:
            return "utf-8";
        case PositionEncoding::utf16:
            return "utf-16";
        case PositionEncoding::utf32:
            return "utf-32";
    }
    return "utf-16";
}

std::optional<PositionEncoding> position_encoding_from_string(std::string_view name) noexcept {
    for (auto encoding : {PositionEncoding::utf8, PositionEncoding::utf16, PositionEncoding::utf32})
        if (to_string(encoding) == name) return encoding;
    return std::nullopt;
}

std::uint32_t character_of_column(std::string_view line, std::uint32_t column, PositionEncoding encoding) {
    column = std::min(column, size_of(line));
    const auto plain = static_cast<std::uint32_t>(ascii_prefix(line.substr(0, column)));
    if (plain == column) return column;
    std::uint32_t at = plain;
    std::uint32_t character = plain;
    for_each_character(line.substr(plain), encoding, [&](std::uint32_t bytes, std::uint32_t count) {
        if (at + bytes > column) return false;
        at += bytes;
        character += count;
        return at < column;
    });
    return character;
}

std::uint32_t column_of_character(std::string_view line, std::uint32_t character, PositionEncoding encoding) {
    // A unit is at least one byte: that many bytes of ASCII are that many units.
    const auto plain = static_cast<std::uint32_t>(ascii_prefix(line.substr(0, character)));
    if (plain == character) return character;
    std::uint32_t at = plain;
    std::uint32_t passed = plain;
    for_each_character(line.substr(plain), encoding, [&](std::uint32_t bytes, std::uint32_t count) {
        if (passed + count > character) return false;
        at += bytes;
        passed += count;
        return passed < character;
    });
    return at;
}

EncodedPosition encode(const Text& text, Position position, PositionEncoding encoding) {
    if (position.line >= text.line_count()) position = text.end();
    return {position.line, character_of_column(text.line(position.line), position.column, encoding)};
}

EncodedRange encode(const Text& text, Range range, PositionEncoding encoding) {
    return {encode(text, range.start, encoding), encode(text, range.end, encoding)};
}

Position decode_clamped(const Text& text, EncodedPosition position, PositionEncoding encoding) {
    if (position.line >= text.line_count()) return text.end();
    return {position.line, column_of_character(text.line(position.line), position.character, encoding)};
}

Range decode_clamped(const Text& text, EncodedRange range, PositionEncoding encoding) {
    const auto start = decode_clamped(text, range.start, encoding);
    return {start, std::max(start, decode_clamped(text, range.end, encoding))};
}

Result<Position> decode(const Text& text, EncodedPosition position, PositionEncoding encoding) {
    const bool just_behind = position.line == text.line_count() && position.character == 0;
    if (position.line >= text.line_count() && !just_behind)
        return fail(Errc::invalid_argument, "line {} is past the end of the text, which has {} line{}",
                    position.line + std::uint64_t{1}, text.line_count(), text.line_count() == 1 ? "" : "s");
    return decode_clamped(text, position, encoding);
}

Result<Range> decode(const Text& text, EncodedRange range, PositionEncoding encoding) {
    if (range.end < range.start)
        // For people, who count from 1.
        return fail(Errc::invalid_argument, "the range ends at {}:{}, before its start {}:{}",
                    range.end.line + std::uint64_t{1}, range.end.character + std::uint64_t{1},
                    range.start.line + std::uint64_t{1}, range.start.character + std::uint64_t{1});
    auto start = decode(text, range.start, encoding);
    if (!start) return tl::unexpected(std::move(start).error());
    auto end = decode(text, range.end, encoding);
    if (!end) return tl::unexpected(std::move(end).error());
    return Range{*start, *end};
}

}  // namespace restante::anchor
