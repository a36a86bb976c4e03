// Markdown, as CommonMark 0.30 and GitHub's tables have it, in so far as it says what stands where.
#include <algorithm>

#include "decisions/html_table.hpp"
#include "decisions/outline.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// How many of the character the line consists of; 0 when of anything else, too.
std::size_t rule_of(std::string_view line, char c) {
    line = trimmed(line);
    return std::all_of(line.begin(), line.end(), [c](char x) { return x == c; }) ? line.size() : 0;
}

bool is_delimiter_row(std::string_view line) {
    return line.find('-') != std::string_view::npos &&
           line.find_first_not_of("|:- \t") == std::string_view::npos &&
           (line.find('|') != std::string_view::npos || line.find(':') != std::string_view::npos);
}

class Markdown {
  public:
    Markdown(const Source& source, std::size_t first) : source_(source), at_(first) {}

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

    /// What of the line is in no comment. HTML comments may begin and end anywhere.
    std::string_view outside_comments(std::string_view line) {
        if (in_comment_) {
            const auto end = line.find("-->");
            if (end == std::string_view::npos) return {};
            in_comment_ = false;
            line.remove_prefix(end + 3);
        }
        const auto begin = line.find("<!--");
        if (begin == std::string_view::npos) return line;
        const auto end = line.find("-->", begin + 4);
        if (end != std::string_view::npos) {
            const auto before = line.substr(0, begin);
            return trimmed(before).empty() ? outside_comments(line.substr(end + 3)) : before;
        }
        in_comment_ = true;
        return line.substr(0, begin);
    }

    bool fence(std::string_view line) {
        const auto rest = trimmed(line);
        const char mark = rest.empty() ? ' ' : rest.front();
        std::size_t length = 0;
        while (length < rest.size() && rest[length] == mark)
            ++length;
        const bool is_fence = (mark == '`' || mark == '~') && length >= 3;
        if (fence_length_ != 0) {
            if (is_fence && mark == fence_ && length >= fence_length_ && length == rest.size())
                fence_length_ = 0;
            return true;
        }
        if (!is_fence || (mark == '`' && rest.find('`', length) != std::string_view::npos)) return false;
        fence_ = mark;
        fence_length_ = length;
        return true;
    }

    bool heading(std::string_view line) {
        auto rest = trimmed(line);
        std::size_t level = 0;
        while (level < rest.size() && rest[level] == '#')
            ++level;
        if (level == 0 || level > 6 || indent_of(line) > 3) return false;
        rest.remove_prefix(level);
        // "#Title" is no heading, but as the first thing of a file it was meant as one.
        if (!rest.empty() && !is_blank(rest.front()) && (seen_text_ || !is_word(rest.front()))) return false;
        rest = trimmed(rest);
        const auto end = rest.find_last_not_of('#');
        if (end == std::string_view::npos) return true;
        if (end + 1 < rest.size() && is_blank(rest[end])) rest = trimmed(rest.substr(0, end));
        add({Part::heading, static_cast<std::uint8_t>(level), 0, rest});
        return true;
    }

    /// The line before was a heading if this one underlines it.
    bool underline(std::string_view line) {
        auto& elements = outline_.elements;
        if (elements.empty() || elements.back().part != Part::text || elements.back().line != at_)
            return false;
        if (elements.size() > 1 && elements[elements.size() - 2].part == Part::text &&
            elements[elements.size() - 2].line + 1 == at_)
            return false;  // of a paragraph's last line: a rule
        const int level = rule_of(line, '=') >= 1 ? 1 : rule_of(line, '-') >= 2 ? 2 : 0;
        if (level == 0) return false;
        elements.back().part = Part::heading;
        elements.back().level = static_cast<std::uint8_t>(level);
        return true;
    }

    bool row(std::string_view line) {
        const auto rest = trimmed(line);
        const bool begins =
            rest.find('|') != std::string_view::npos &&
            (rest.starts_with('|') || (at_ + 1 < source_.size() && is_delimiter_row(source_.line(at_ + 1))));
        if (!begins && !(in_table_ && rest.find('|') != std::string_view::npos)) {
            in_table_ = false;
            return false;
        }
        in_table_ = true;
        if (!is_delimiter_row(rest)) add({Part::row, 0, 0, rest, cells_of(rest)});
        return true;
    }

    /// "[Status]: #status" says where a link leads.
    static bool is_link_definition(std::string_view line) {
        const auto rest = trimmed(line);
        return rest.starts_with('[') && rest.find("]:") != std::string_view::npos &&
               rest.find("]:") == rest.find(']') && indent_of(line) <= 3;
    }

    void take(std::string_view raw) {
        if (!in_comment_ && fence(raw)) return;
        auto line = outside_comments(raw);
        if (html_table_.take(line, static_cast<std::uint32_t>(at_ + 1), outline_)) return;
        if (is_link_definition(line)) return;
        if (trimmed(line).empty()) {
            in_table_ = false;
            if (trimmed(raw).empty()) add({Part::blank});
            return;
        }
        while (trimmed(line).starts_with('>'))
            line = trimmed(line).substr(1);
        if (trimmed(line).empty()) return add({Part::blank});
        if (heading(line) || underline(line) || row(line)) {
            seen_text_ = true;
            return;
        }
        seen_text_ = true;
        Element item;
        if (read_item(line, item)) return add(item);
        add({Part::text, static_cast<std::uint8_t>(std::min<std::size_t>(indent_of(line), 100)), 0,
             trimmed(line)});
    }

    const Source& source_;
    std::size_t at_;
    Outline outline_;
    HtmlTable html_table_;
    bool in_comment_ = false;
    bool in_table_ = false;
    bool seen_text_ = false;
    char fence_ = ' ';
    std::size_t fence_length_ = 0;
};

}  // namespace

Outline outline_markdown(const Source& source, std::size_t first) {
    return Markdown(source, first).read();
}

}  // namespace restante::decisions
