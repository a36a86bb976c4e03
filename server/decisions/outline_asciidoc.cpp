// AsciiDoc (the language's documentation at docs.asciidoctor.org): titles, attributes, tables, comments and
// delimited blocks.
#include <algorithm>
#include <array>

#include "decisions/outline.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// Blocks whose lines are code or comments: closed by the same line that opened them.
bool is_fence(std::string_view line) {
    if (line.starts_with("```")) return true;
    if (line.size() < 4) return false;
    const char mark = line.front();
    return (mark == '-' || mark == '.' || mark == '+' || mark == '/') &&
           line.find_first_not_of(mark) == std::string_view::npos;
}

class AsciiDoc {
  public:
    AsciiDoc(const Source& source, std::size_t first) : source_(source), at_(first) {}

    Outline read() {
        for (; at_ < source_.size(); ++at_)
            take(trimmed(source_.line(at_)));
        flush_row();
        return std::move(outline_);
    }

  private:
    void add(Element element) {
        element.line = static_cast<std::uint32_t>(at_ + 1);
        outline_.elements.push_back(std::move(element));
    }

    bool block(std::string_view line) {
        if (!fence_.empty()) {
            if (line == fence_ || (fence_.starts_with("```") && line == "```")) fence_ = {};
            return true;
        }
        if (!is_fence(line)) return false;
        fence_ = line;
        return true;
    }

    void flush_row() {
        if (!cells_.empty()) add({Part::row, 0, 0, cells_.front(), cells_});
        cells_.clear();
    }

    /// Cells fill rows of a width that the first line of cells says, if it holds more than one.
    void table_line(std::string_view line) {
        const auto bar = line.find('|');
        // Before the first bar there may be a cell's format: "a|", "h|", "2+^|".
        const bool begins =
            bar != std::string_view::npos && bar < 6 &&
            line.substr(0, bar).find_first_not_of("0123456789.+*<^>adehlmsv") == std::string_view::npos;
        if (!begins) return;  // a cell's further lines
        auto cells = cells_of(line.substr(bar));
        if (cells.empty()) cells.emplace_back();
        if (width_ == 0) width_ = cells.size() > 1 ? cells.size() : 2;
        for (const auto cell : cells) {
            cells_.push_back(cell);
            if (cells_.size() == width_) flush_row();
        }
    }

    bool attribute(std::string_view line) {
        if (!line.starts_with(':') || line.size() < 3 || !is_word(line[1])) return false;
        const auto end = line.find(':', 1);
        if (end == std::string_view::npos || (end + 1 < line.size() && !is_blank(line[end + 1])))
            return false;
        add({Part::attribute, 0, 0, line, {line.substr(1, end - 1), trimmed(line.substr(end + 1))}});
        return true;
    }

    bool heading(std::string_view line) {
        const char mark = line.front();
        std::size_t level = 0;
        while (level < line.size() && line[level] == mark)
            ++level;
        if ((mark != '=' && mark != '#') || level > 6 || level == line.size() || !is_blank(line[level]))
            return false;
        add({Part::heading, static_cast<std::uint8_t>(level), 0, trimmed(line.substr(level))});
        return true;
    }

    void take(std::string_view line) {
        if (block(line)) return;
        if (line.starts_with("|===")) {
            flush_row();
            in_table_ = !in_table_;
            width_ = 0;
            return;
        }
        if (line.starts_with("//")) return;
        if (line.empty()) return add({Part::blank});
        if (in_table_) return table_line(line);
        if (line.starts_with("[[") && line.ends_with("]]")) {
            outline_.labels.push_back(line.substr(2, line.size() - 4));
            return;
        }
        if ((line.starts_with('[') && line.ends_with(']')) || line.starts_with("ifdef::") ||
            line.starts_with("ifndef::") || line.starts_with("endif::") || line.starts_with("include::"))
            return;
        if (attribute(line) || heading(line)) return;
        Element item;
        if (read_item(line, item)) return add(item);
        add({Part::text, 0, 0, line});
    }

    const Source& source_;
    std::size_t at_;
    Outline outline_;
    std::string_view fence_;
    bool in_table_ = false;
    std::size_t width_ = 0;
    std::vector<std::string_view> cells_;
};

}  // namespace

Outline outline_asciidoc(const Source& source, std::size_t first) {
    return AsciiDoc(source, first).read();
}

}  // namespace restante::decisions
