// Which lines speak for a line without being it: the comment it stands in or under, the heads of what holds
// it with their comments, and what the file says of itself first. PURE; no language is known here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "anchor/record.hpp"
#include "anchor/text.hpp"

namespace restante::why {

enum class Where : std::uint8_t {
    comment,  // the comment around the line, or right above it
    symbol,   // what opens the code that holds it, or the comment above that
    file,     // the comment at the file's beginning
};

struct Line {
    std::uint32_t number = 0;  // counted from 0
    std::string text;
    friend bool operator==(const Line&, const Line&) = default;
};

struct Nearby {
    Where where = Where::comment;
    std::uint32_t depth = 0;  // of a symbol: 0 for the innermost
    Line line;
};

/// Without the lines asked about. Nothing in prose (Markdown and its like), where each line speaks for
/// itself.
[[nodiscard]] std::vector<Nearby> nearby_lines(const anchor::Text& text, anchor::LineRange lines,
                                               std::string_view path);

/// Whether the line is one of a comment, by the mark that it begins with, whatever the language.
[[nodiscard]] bool is_comment_line(std::string_view line);

/// Whether the file's ending says that it is prose.
[[nodiscard]] bool is_prose(std::string_view path);

}  // namespace restante::why
