#include "why/telling.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "anchor/names.hpp"
#include "decisions/words.hpp"

namespace restante::why {
namespace {

using anchor::trimmed;
using decisions::is_digit;

bool is_bracket(std::string_view line) {
    return std::none_of(line.begin(), line.end(), [](char c) { return decisions::is_word(c); });
}

/// The list that began in a line above goes on here: "import (", "import {", "use a::{".
constexpr std::uint32_t import_lines_max = 200;

bool ends_statement(std::string_view line) {
    return line.ends_with(';');
}

bool opens_import(std::string_view line) {
    const auto word = anchor::first_word(line);
    const auto rest = trimmed(line.substr(std::min(line.size(), word.size())));
    const bool quoted = rest.starts_with('"') || rest.starts_with('\'') || rest.starts_with('<');
    if (line.starts_with("#include") || line.starts_with("@import") || line.starts_with("#import"))
        return true;
    if (word == "import")
        return quoted || rest.starts_with('(') || rest.starts_with('{') || rest.starts_with('*') ||
               ends_statement(line) || rest.find(" from ") != std::string_view::npos ||
               rest.find(' ') == std::string_view::npos || rest.find(" as ") != std::string_view::npos ||
               rest.find(", ") != std::string_view::npos;
    if (word == "from") return rest.find(" import") != std::string_view::npos;
    if (word == "package") return ends_statement(line) || rest.find(' ') == std::string_view::npos;
    if (word == "using") return rest.find('=') == std::string_view::npos && ends_statement(line);
    if (word == "use") return ends_statement(line) || line.ends_with('{');
    if (word == "pub") return rest.starts_with("use ");
    if (word == "require" || word == "require_once" || word == "require_relative" || word == "include")
        return quoted || rest.starts_with('(');
    if (word == "extern") return rest.starts_with("crate ");
    if (word == "const" || word == "let" || word == "var")
        return rest.find("= require(") != std::string_view::npos;
    return line.starts_with("} from ");
}

/// What stands in such a list: names and quoted texts.
bool may_be_imported(std::string_view line) {
    return line.find_first_of("=({;") == std::string_view::npos || line.starts_with("//");
}

bool is_import(const anchor::Text& text, std::uint32_t line) {
    const auto own = trimmed(text.line(line));
    if (opens_import(own)) return true;
    if (own.empty() || !may_be_imported(own)) return false;
    for (std::uint32_t i = 1; i <= std::min(line, import_lines_max); ++i) {
        const auto above = trimmed(text.line(line - i));
        if (opens_import(above)) return above.ends_with('(') || above.ends_with('{');
        if (!may_be_imported(above) || above.starts_with(')') || above.starts_with('}')) return false;
    }
    return false;
}

constexpr std::array<std::string_view, 6> comment_marks{"//", "*", "<!--", ";", "--", "\"\"\""};

bool may_be_comment(std::string_view line) {
    if (line.starts_with("/*") || line.starts_with('#')) return !line.starts_with("#include");
    return std::any_of(comment_marks.begin(), comment_marks.end(),
                       [&](auto mark) { return line.starts_with(mark); });
}

/// In the comment that a file begins with, where that speaks of a licence.
bool in_notice(const anchor::Text& text, std::uint32_t line) {
    constexpr std::uint32_t notice_lines_max = 60;
    bool block = false;  // in /* … */, whose lines need no mark
    bool speaks = false;
    std::uint32_t at = 0;
    for (; at < std::min(text.line_count(), notice_lines_max); ++at) {
        const auto own = trimmed(text.line(at));
        if (own.starts_with("/*") || own.starts_with("<!--")) block = true;
        // A blank line may separate two notices; what follows the last one is no notice.
        if (!block && !may_be_comment(own)) {
            if (!own.empty() && !own.starts_with("<?")) break;
            if (at >= line) break;
            if (speaks && at + 1 < text.line_count() && !may_be_comment(trimmed(text.line(at + 1))))
                return false;
        }
        const auto lower = decisions::folded(own);
        for (const std::string_view word : {"copyright", "license", "licence", "spdx-"})
            speaks = speaks || lower.find(word) != std::string::npos;
        if (own.ends_with("*/") || own.ends_with("-->")) {
            block = false;
            if (at >= line) return speaks;
        }
    }
    return speaks && line < at;
}

/// Each run of digits one '0'.
std::string without_numbers(std::string_view line) {
    std::string out;
    for (const char c : line) {
        if (!is_digit(c))
            out += c;
        else if (out.empty() || out.back() != '0')
            out += '0';
    }
    return out;
}

std::size_t word_characters(std::string_view line) {
    return static_cast<std::size_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return decisions::is_word(c); }));
}

std::size_t count(const anchor::Text& text, std::string_view wanted) {
    std::size_t found = 0;
    for (std::uint32_t i = 0; i < text.line_count(); ++i)
        if (trimmed(text.line(i)) == wanted) ++found;
    return found;
}

}  // namespace

LineKind kind_of_line(const anchor::Text& text, std::uint32_t line) {
    const auto own = trimmed(text.line(line));
    if (own.empty()) return LineKind::blank;
    const auto lower = decisions::folded(own);
    if (lower.find("copyright ") != std::string::npos || lower.find("spdx-license") != std::string::npos ||
        in_notice(text, line))
        return LineKind::notice;
    if (is_bracket(own)) return LineKind::bracket;
    return is_import(text, line) ? LineKind::import : LineKind::code;
}

Fate fate_of(std::string_view line, const anchor::Text& before, const anchor::Text& after) {
    const auto own = trimmed(line);
    // Shorter ones are everywhere, and say nothing of where they came from.
    constexpr std::size_t telling_characters = 8;
    if (word_characters(own) < telling_characters) return Fate::written;
    const auto were = count(before, own);
    if (were > 0 && were >= count(after, own)) return Fate::moved;
    if (were > 0 || std::none_of(own.begin(), own.end(), is_digit)) return Fate::written;
    const auto bare = without_numbers(own);
    for (std::uint32_t i = 0; i < before.line_count(); ++i) {
        const auto old = trimmed(before.line(i));
        if (old.size() + own.size() < 2 * bare.size() || without_numbers(old) != bare) continue;
        if (count(after, old) < count(before, old)) return Fate::renumbered;
    }
    return Fate::written;
}

}  // namespace restante::why
