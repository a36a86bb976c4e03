// reStructuredText (docutils' specification): underlined titles, field lists, grid, simple and list tables,
// explicit markup.
#include <algorithm>
#include <array>

#include "decisions/outline.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::array<std::string_view, 10> code_directives{
    "code",      "code-block", "sourcecode", "parsed-literal", "math", "raw",
    "highlight", "graphviz",   "uml",        "image"};

/// The punctuation mark that the line consists of, at least two times; blank when of anything else.
char rule_of(std::string_view line) {
    const auto rest = trimmed(line);
    if (rest.size() < 2 || is_word(rest.front()) || is_blank(line.front())) return ' ';
    return rest.find_first_not_of(rest.front()) == std::string_view::npos ? rest.front() : ' ';
}

class Rest {
  public:
    Rest(const Source& source, std::size_t first) : source_(source), at_(first) {}

    Outline read() {
        for (; at_ < source_.size(); ++at_)
            take(source_.line(at_));
        return std::move(outline_);
    }

  private:
    void add(Element element) {
        element.line = static_cast<std::uint32_t>(at_ + 1);
        outline_.elements.push_back(std::move(element));
    }

    /// Title styles have no fixed level: the first one met is the highest.
    std::uint8_t level_of(char mark, bool overlined) {
        const auto style = std::string{mark} + (overlined ? "o" : "u");
        const auto found = std::find(styles_.begin(), styles_.end(), style);
        const auto level = static_cast<std::size_t>(found - styles_.begin()) + 1;
        if (found == styles_.end()) styles_.push_back(style);
        return static_cast<std::uint8_t>(std::min<std::size_t>(level, 100));
    }

    bool heading(std::string_view line) {
        if (const char over = rule_of(line); over != ' ' && at_ + 2 < source_.size()) {
            const auto text = source_.line(at_ + 1);
            if (!trimmed(text).empty() && rule_of(text) == ' ' && rule_of(source_.line(at_ + 2)) == over) {
                ++at_;
                add({Part::heading, level_of(over, true), 0, trimmed(text)});
                ++at_;
                return true;
            }
        }
        if (is_blank(line.front()) || at_ + 1 >= source_.size() || rule_of(line) != ' ') return false;
        const char under = rule_of(source_.line(at_ + 1));
        // A short one is an error to docutils; what it was meant to be is plain all the same.
        if (under == ' ' || trimmed(source_.line(at_ + 1)).size() < 3) return false;
        add({Part::heading, level_of(under, false), 0, trimmed(line)});
        ++at_;
        return true;
    }

    void skip_block(std::size_t indent) {
        while (at_ + 1 < source_.size()) {
            const auto next = source_.line(at_ + 1);
            if (!trimmed(next).empty() && indent_of(next) <= indent) break;
            ++at_;
        }
    }

    /// ".. name:: argument", ".. _target:" and comments.
    bool explicit_markup(std::string_view line) {
        const auto rest = trimmed(line);
        if (rest != ".." && !rest.starts_with(".. ")) return false;
        const auto body = trimmed(rest.substr(2));
        if (body.starts_with('_') && body.ends_with(':')) {
            auto label = body.substr(1, body.size() - 2);
            if (label.size() > 1 && label.front() == '`' && label.back() == '`')
                label = label.substr(1, label.size() - 2);
            outline_.labels.push_back(label);
            return true;
        }
        const auto colons = body.find("::");
        if (colons == std::string_view::npos || body.starts_with('_') || body.starts_with('[')) {
            if (!body.starts_with('_') && !body.starts_with('[')) skip_block(indent_of(line));
            return true;
        }
        const auto name = body.substr(0, colons);
        if (std::find(code_directives.begin(), code_directives.end(), name) != code_directives.end())
            skip_block(indent_of(line));
        in_list_table_ = name == "list-table";
        // ".. date-accepted:: 2020-06-15": a project's own directive that holds a fact.
        if (const auto value = trimmed(body.substr(colons + 2));
            !value.empty() && name.find(' ') == std::string_view::npos)
            add({Part::attribute, 0, 0, rest, {name, value}});
        return true;
    }

    bool field(std::string_view line) {
        const auto rest = trimmed(line);
        if (!rest.starts_with(':') || rest.size() < 3) return false;
        const auto end = rest.find(':', 1);
        if (end == std::string_view::npos || end == 1 || (end + 1 < rest.size() && !is_blank(rest[end + 1])))
            return false;
        add({Part::attribute, 0, 0, rest, {trimmed(rest.substr(1, end - 1)), trimmed(rest.substr(end + 1))}});
        return true;
    }

    /// "* - key" and, on the next lines, "  - value".
    bool list_row(std::string_view line) {
        const auto rest = trimmed(line);
        const bool first = rest.starts_with("* -");
        if (!in_list_table_ || !(first || rest == "-" || rest.starts_with("- "))) return false;
        const auto cell = trimmed(rest.substr(first ? 3 : 1));
        auto& elements = outline_.elements;
        if (first)
            add({Part::row, 0, 0, rest, {cell}});
        else if (!elements.empty() && elements.back().part == Part::row)
            elements.back().cells.push_back(cell);
        return true;
    }

    void take(std::string_view line) {
        const auto rest = trimmed(line);
        if (rest.empty()) return add({Part::blank});
        if (list_row(line)) return;
        if (in_list_table_ && indent_of(line) == 0) in_list_table_ = false;
        if (in_list_table_ && !rest.starts_with(':')) return;  // a cell's further lines
        if (heading(line) || explicit_markup(line) || field(line)) return;
        if (rest.starts_with("+-") || rest.starts_with("+=")) return;
        if (rest.starts_with('|') && rest.ends_with('|') && rest.size() > 2)
            return add({Part::row, 0, 0, rest, cells_of(rest)});
        Element item;
        if (read_item(line, item))
            add(item);
        else
            add({Part::text, static_cast<std::uint8_t>(std::min<std::size_t>(indent_of(line), 100)), 0,
                 rest});
        if (rest.ends_with("::")) skip_block(indent_of(line));
    }

    const Source& source_;
    std::size_t at_;
    Outline outline_;
    std::vector<std::string> styles_;
    bool in_list_table_ = false;
};

}  // namespace

Outline outline_rest(const Source& source, std::size_t first) {
    return Rest(source, first).read();
}

}  // namespace restante::decisions
