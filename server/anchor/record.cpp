#include "anchor/record.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace restante::anchor {
namespace {

/// At most `bytes_max` bytes, none of them half a character.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    auto at = bytes_max;
    for (int back = 0; back < 3 && at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U; ++back)
        --at;
    return text.substr(0, at);
}

/// Replacing makes a text longer, hence the second cut.
std::string storable(std::string_view text, std::size_t bytes_max) {
    auto valid = utf8::replace_invalid(cut(text, bytes_max));
    valid.resize(cut(valid, bytes_max).size());
    return valid;
}

/// Columns of white space before the text; a tab goes to the next multiple of eight. Nothing for a blank
/// line.
std::optional<std::uint32_t> indentation(std::string_view line) {
    std::uint32_t column = 0;
    for (char c : line) {
        if (c == '\t')
            column = (column / 8 + 1) * 8;
        else if (c == ' ')
            ++column;
        else
            return column;
    }
    return std::nullopt;
}

bool looks_like_declaration(std::string_view line) {
    static constexpr std::array<std::string_view, 26> control{
        "if",      "else",   "elif",  "for",    "foreach", "while",  "do",     "switch", "case",
        "default", "try",    "catch", "except", "finally", "with",   "return", "match",  "when",
        "unless",  "select", "loop",  "begin",  "rescue",  "ensure", "then",   "elseif"};
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with("//") || line.starts_with("/*") || line.starts_with("*") || line.starts_with("#") ||
        line.starts_with("--"))
        return false;
    while (!line.empty() && (line.front() == '}' || line.front() == ' '))
        line.remove_prefix(1);
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    const auto word = line.substr(
        0, static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), letter) - line.begin()));
    if (std::find(control.begin(), control.end(), word) != control.end()) return false;
    const bool label = !word.empty() && line.size() == word.size() + 1 && line.back() == ':';  // "public:"
    return !label && std::any_of(line.begin(), line.end(), letter);
}

}  // namespace

LineRange lines_of_range(Range range) noexcept {
    const bool ends_before = range.end.column == 0 && range.end.line > range.start.line;
    return {range.start.line, std::max(range.start.line, range.end.line - (ends_before ? 1 : 0))};
}

std::string quote_of(const Text& text, LineRange lines) {
    const auto start = text.line_start(lines.first);
    const auto end = text.line_start(lines.last) + static_cast<std::uint32_t>(text.line(lines.last).size());
    return storable(text.slice({start, end}), quote_bytes_max);
}

std::optional<std::uint32_t> enclosing_line(const Text& text, LineRange lines) {
    std::optional<std::uint32_t> inside;
    for (auto line = lines.first; line <= lines.last && !inside; ++line)
        inside = indentation(text.line(line));
    if (!inside) {
        // A blank range is as deep as the deeper of its neighbours.
        std::optional<std::uint32_t> above;
        for (auto line = lines.first; line-- > 0 && !above;)
            above = indentation(text.line(line));
        for (auto line = lines.last + 1; line < text.line_count() && !inside; ++line)
            inside = indentation(text.line(line));
        inside = std::max(above.value_or(0), inside.value_or(0));
    }
    for (auto line = lines.first; line-- > 0 && *inside > 0;) {
        const auto here = indentation(text.line(line));
        if (here && *here < *inside && looks_like_declaration(text.line(line))) return line;
    }
    return std::nullopt;
}

Anchor record(Subject subject, const Text& text, Range range) {
    range = text.clamp(range);
    const auto lines = lines_of_range(range);
    Anchor anchor;
    anchor.repository = std::move(subject.repository);
    anchor.path = std::move(subject.path);
    anchor.commit = std::move(subject.commit);
    anchor.blob = std::move(subject.blob);
    anchor.range = range;
    anchor.quote = quote_of(text, lines);
    const auto context = [&](std::uint32_t line) {
        return storable(text.line(line), context_line_bytes_max);
    };
    const auto above = std::min<std::uint32_t>(lines.first, context_lines);
    for (auto line = lines.first - above; line < lines.first; ++line)
        anchor.prefix.push_back(context(line));
    const auto below = std::min<std::uint32_t>(text.line_count() - lines.last - 1, context_lines);
    for (auto line = lines.last + 1; line <= lines.last + below; ++line)
        anchor.suffix.push_back(context(line));
    if (const auto line = enclosing_line(text, lines)) anchor.enclosing = context(*line);
    return anchor;
}

}  // namespace restante::anchor
