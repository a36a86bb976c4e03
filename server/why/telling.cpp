#include "why/telling.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "anchor/names.hpp"
#include "base/file_name.hpp"
#include "decisions/words.hpp"
#include "why/nearby.hpp"

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
        if (!block && !is_comment_line(own)) {
            if (!own.empty() && !own.starts_with("<?")) break;
            if (at >= line) break;
            if (speaks && at + 1 < text.line_count() && !is_comment_line(trimmed(text.line(at + 1))))
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

/// Each number and version ("1.2.0-rc.1", "v3") one '0'.
std::string without_numbers(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool begins = i == 0 || !decisions::is_word(line[i - 1]);
        const bool version = line[i] == 'v' && begins && i + 1 < line.size() && is_digit(line[i + 1]);
        if (!is_digit(line[i]) && !version) {
            out += line[i];
            continue;
        }
        while (i < line.size() && (decisions::is_word(line[i]) ||
                                   std::string_view(".-+_").find(line[i]) != std::string_view::npos))
            ++i;
        --i;
        out += '0';
    }
    return out;
}

/// Whether the two differ in a letter or two, all in one place.
bool is_correction(std::string_view old, std::string_view now) {
    constexpr std::size_t letters_max = 2;
    constexpr std::size_t same_min = 16;
    std::size_t begin = 0;
    while (begin < std::min(old.size(), now.size()) && old[begin] == now[begin])
        ++begin;
    old.remove_prefix(begin);
    now.remove_prefix(begin);
    std::size_t end = 0;
    while (!old.empty() && !now.empty() && old.back() == now.back()) {
        old.remove_suffix(1);
        now.remove_suffix(1);
        ++end;
    }
    const auto letters = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), decisions::is_letter);
    };
    return begin + end >= same_min && old.size() <= letters_max && now.size() <= letters_max &&
           letters(old) && letters(now);
}

/// What programs write for themselves.
bool is_lock_file(std::string_view path) {
    static constexpr std::array<std::string_view, 6> names{"go.sum",          "package-lock.json",
                                                           "pnpm-lock.yaml",  "npm-shrinkwrap.json",
                                                           "gradle.lockfile", "flake.lock"};
    const auto name = base_name(path);
    return name.ends_with(".lock") || std::find(names.begin(), names.end(), name) != names.end();
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

LineKind kind_of_line(const anchor::Text& text, std::uint32_t line, std::string_view path) {
    if (is_lock_file(path)) return LineKind::lock;
    const auto own = trimmed(text.line(line));
    if (own.empty()) return LineKind::blank;
    const auto lower = decisions::folded(own);
    if (lower.find("copyright ") != std::string::npos || lower.find("spdx-license") != std::string::npos ||
        in_notice(text, line))
        return LineKind::notice;
    if (is_bracket(own)) return LineKind::bracket;
    return is_import(text, line) ? LineKind::import : LineKind::code;
}

Fate fate_of(std::string_view line, const anchor::Text& before, const anchor::Text& after,
             std::string_view path) {
    const auto own = trimmed(line);
    // Shorter ones are everywhere, and say nothing of where they came from.
    constexpr std::size_t telling_characters = 8;
    if (word_characters(own) < telling_characters) return Fate::written;
    const auto were = count(before, own);
    if (were > 0) return were >= count(after, own) ? Fate::moved : Fate::written;
    const bool numbers = std::any_of(own.begin(), own.end(), is_digit);
    const bool words = is_prose(path) || is_comment_line(own);
    if (!numbers && !words) return Fate::written;
    const auto bare = without_numbers(own);
    for (std::uint32_t i = 0; i < before.line_count(); ++i) {
        const auto old = trimmed(before.line(i));
        const bool renumbered = numbers && !old.empty() && without_numbers(old) == bare;
        if (!renumbered && !(words && is_correction(old, own))) continue;
        // It must have gone: else this one was written after its model.
        if (count(after, old) < count(before, old)) return renumbered ? Fate::renumbered : Fate::corrected;
    }
    return Fate::written;
}

}  // namespace restante::why
