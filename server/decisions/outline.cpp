#include "decisions/outline.hpp"

#include <algorithm>

#include "base/file_name.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {

bool read_item(std::string_view line, Element& out) {
    const auto indent = indent_of(line);
    auto rest = line.substr(indent);
    std::size_t mark = 0;
    while (mark < rest.size() && (rest[mark] == '*' || rest[mark] == '-' || rest[mark] == '+') &&
           rest[mark] == rest.front())
        ++mark;
    if (mark == 0) {
        while (mark < rest.size() && mark < 9 && is_digit(rest[mark]))
            ++mark;
        if (mark == 0 || mark == rest.size() || (rest[mark] != '.' && rest[mark] != ')')) return false;
        ++mark;
    } else if (mark > 5 || (mark > 1 && rest.front() != '*')) {
        return false;
    }
    if (mark >= rest.size() || !is_blank(rest[mark])) return false;
    out.part = Part::item;
    // AsciiDoc and MediaWiki nest by the number of marks, the others by indentation.
    const auto depth = indent + (rest.front() == '*' ? mark - 1 : 0);
    out.level = static_cast<std::uint8_t>(std::min<std::size_t>(depth, 100));
    out.text = trimmed(rest.substr(mark));
    return true;
}

std::vector<std::string_view> cells_of(std::string_view row) {
    row = trimmed(row);
    if (row.starts_with('|')) row.remove_prefix(1);
    std::vector<std::string_view> cells;
    bool in_code = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i] == '\\')
            ++i;
        else if (row[i] == '`')
            in_code = !in_code && row.find('`', i + 1) != std::string_view::npos;
        else if (row[i] == '|' && !in_code) {
            cells.push_back(trimmed(row.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    if (const auto last = trimmed(row.substr(std::min(begin, row.size()))); !last.empty())
        cells.push_back(last);
    return cells;
}

Outline outline_of(std::string_view path, const Source& source, std::size_t first) {
    const auto ending = folded(extension(path));
    if (ending == ".rst" || ending == ".rest") return outline_rest(source, first);
    if (ending == ".adoc" || ending == ".asciidoc" || ending == ".asc")
        return outline_asciidoc(source, first);
    if (ending == ".mediawiki" || ending == ".wiki") return outline_mediawiki(source, first);
    return outline_markdown(source, first);
}

}  // namespace restante::decisions
