#include "anchor/statement.hpp"

#include <algorithm>

#include "anchor/names.hpp"

namespace restante::anchor {
namespace {

bool is_comment(std::string_view line) {
    return line.starts_with("//") || line.starts_with("/*") || line.starts_with('*') ||
           line.starts_with('#') || line.starts_with("--");
}

/// Of a trimmed line that is no comment.
bool ends_open(std::string_view line) {
    if (line.empty() || line.ends_with("++") || line.ends_with("--")) return false;
    return std::string_view("([,=+-&|?.\\").find(line.back()) != std::string_view::npos;
}
bool begins_within(std::string_view line) {
    if (line.empty() || line.starts_with("++") || line.starts_with("...")) return false;
    return std::string_view(".,)]?:+=").find(line.front()) != std::string_view::npos ||
           line.starts_with("&&") || line.starts_with("||");
}

/// Brackets that the line opens, less those that it closes. What stands in quotes is not looked at.
int depth_of(std::string_view line) {
    int depth = 0;
    char quote = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (quote != 0) {
            if (c == '\\')
                ++at;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == '[') {
            ++depth;
        } else if (c == ')' || c == ']') {
            --depth;
        }
    }
    return depth;
}

std::optional<std::uint32_t> telling_above(Reading& text, std::uint32_t line) {
    for (std::uint32_t away = 1; away <= std::min(line, statement_lines_max); ++away)
        if (!text.blank(line - away)) return line - away;
    return std::nullopt;
}

}  // namespace

bool continues(Reading& text, std::uint32_t line) {
    const auto here = trimmed(text.text().line(line));
    if (here.empty() || is_comment(here)) return false;
    if (begins_within(here)) return true;
    const auto above = telling_above(text, line);
    if (!above) return false;
    const auto before = trimmed(text.text().line(*above));
    return !is_comment(before) && (ends_open(before) || depth_of(before) > 0);
}

TokenBag statement(Reading& text, std::uint32_t line) {
    auto bag = text.bag(line);
    const auto first = trimmed(text.text().line(line));
    if (is_comment(first)) return bag;
    int depth = depth_of(first);
    bool open = ends_open(first);
    const auto end = std::min(text.size(), line + statement_lines_max);
    for (auto next = line + 1; next < end && !text.blank(next); ++next) {
        const auto here = trimmed(text.text().line(next));
        if (is_comment(here) || (depth <= 0 && !open && !begins_within(here))) break;
        const auto& more = text.bag(next);
        const auto middle = static_cast<std::ptrdiff_t>(bag.hashes.size());
        bag.hashes.insert(bag.hashes.end(), more.hashes.begin(), more.hashes.end());
        std::inplace_merge(bag.hashes.begin(), bag.hashes.begin() + middle, bag.hashes.end());
        bag.words += more.words;
        depth += depth_of(here);
        open = ends_open(here);
    }
    return bag;
}

}  // namespace restante::anchor
