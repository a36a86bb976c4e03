// Between our byte columns and the positions that editors send: LSP's `character` in UTF-8 bytes, UTF-16
// units or code points. PURE functions, total on any bytes: a byte that is not part of valid UTF-8 is one
// unit.
//
// A position inside a surrogate pair or inside a UTF-8 sequence means the start of that character.
// Source: Language Server Protocol 3.17, "Position" and "PositionEncodingKind".
#pragma once

#include "anchor/text.hpp"

namespace restante::anchor {

enum class PositionEncoding { utf8, utf16, utf32 };

/// The names of LSP: "utf-8", "utf-16", "utf-32".
[[nodiscard]] std::string_view to_string(PositionEncoding encoding) noexcept;
[[nodiscard]] std::optional<PositionEncoding> position_encoding_from_string(std::string_view name) noexcept;

struct EncodedPosition {
    std::uint32_t line = 0;
    std::uint32_t character = 0;  // units of the encoding
    friend auto operator<=>(const EncodedPosition&, const EncodedPosition&) = default;
};

struct EncodedRange {
    EncodedPosition start;
    EncodedPosition end;
    friend auto operator<=>(const EncodedRange&, const EncodedRange&) = default;
};

/// Units before the byte `column` of this line; a column past the end counts as the end.
[[nodiscard]] std::uint32_t character_of_column(std::string_view line, std::uint32_t column,
                                                PositionEncoding);
/// The byte column of the character that unit `character` belongs to; the line's size when past the end.
[[nodiscard]] std::uint32_t column_of_character(std::string_view line, std::uint32_t character,
                                                PositionEncoding);

/// Total: clamps a position outside the text to its end.
[[nodiscard]] EncodedPosition encode(const Text& text, Position position, PositionEncoding encoding);
[[nodiscard]] EncodedRange encode(const Text& text, Range range, PositionEncoding encoding);

/// Total: a character past the line's end is the line's end, a line past the end is the end of the text, a
/// range that ends before it starts is empty at its start.
[[nodiscard]] Position decode_clamped(const Text& text, EncodedPosition position, PositionEncoding encoding);
[[nodiscard]] Range decode_clamped(const Text& text, EncodedRange range, PositionEncoding encoding);

/// As decode_clamped, but a line past the end is invalid_argument naming the bound: the sender's text is not
/// ours. A character past the end is still clamped (LSP says so), and so is the start of the line just behind
/// the last, which editors send for "to the end". A range must not end before it starts.
[[nodiscard]] Result<Position> decode(const Text& text, EncodedPosition position, PositionEncoding encoding);
[[nodiscard]] Result<Range> decode(const Text& text, EncodedRange range, PositionEncoding encoding);

}  // namespace restante::anchor
