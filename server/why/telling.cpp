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

/// What programs write for themselves.
bool is_lock_file(std::string_view path) {
    static constexpr std::array<std::string_view, 6> names{"go.sum",          "package-lock.json",
                                                           "pnpm-lock.yaml",  "npm-shrinkwrap.json",
                                                           "gradle.lockfile", "flake.lock"};
    const auto name = base_name(path);
    return name.ends_with(".lock") || std::find(names.begin(), names.end(), name) != names.end();
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

}  // namespace restante::why
