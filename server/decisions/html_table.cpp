#include "decisions/html_table.hpp"

#include <algorithm>

#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t tag_bytes_max = 200;  // with its attributes

/// The tag's name in small letters, with its slash: "td", "/tr"; empty when none begins here.
std::string tag_at(std::string_view rest) {
    constexpr std::size_t name_bytes_max = 8;
    std::size_t end = 1;
    if (end < rest.size() && rest[end] == '/') ++end;
    while (end < rest.size() && end < name_bytes_max && is_letter(rest[end]))
        ++end;
    return folded(rest.substr(1, end - 1));
}

bool is_tag_of_table(std::string_view name) {
    for (const std::string_view known : {"table", "thead", "tbody", "tr", "td", "th"})
        if (name == known || (name.starts_with('/') && name.substr(1) == known)) return true;
    return false;
}

}  // namespace

void HtmlTable::cell(std::string_view text, Outline& out) const {
    text = trimmed(text);
    if (!in_row_ || !in_cell_ || text.empty()) return;
    auto& cells = out.elements.back().cells;
    // A cell of several lines is its first.
    if (!cells.empty() && cells.back().empty()) cells.back() = text;
}

bool HtmlTable::take(std::string_view line, std::uint32_t number, Outline& out) {
    if (!inside_) {
        const auto rest = trimmed(line);
        if (!rest.starts_with('<') || tag_at(rest) != "table") return false;
        inside_ = true;
    }
    std::size_t text = 0;  // where what is no tag of a table begins
    for (auto at = line.find('<'); at != std::string_view::npos; at = line.find('<', at + 1)) {
        const auto name = tag_at(line.substr(at));
        if (!is_tag_of_table(name)) continue;
        cell(line.substr(text, at - text), out);
        const auto close = line.substr(at, tag_bytes_max).find('>');
        text = close == std::string_view::npos ? line.size() : at + close + 1;
        if (name == "tr") {
            out.elements.push_back({Part::row, 0, number, trimmed(line)});
            in_row_ = true;
        }
        if (name == "td" || name == "th") {
            if (in_row_) out.elements.back().cells.emplace_back();
            in_cell_ = in_row_;
        } else {
            in_cell_ = false;
        }
        if (name == "/tr") in_row_ = false;
        if (name == "/table") {
            inside_ = in_row_ = false;
            return true;
        }
    }
    cell(line.substr(text), out);
    return true;
}

}  // namespace restante::decisions
