// MediaWiki's markup: == titles ==, list marks, comments, and the tags whose contents are not read.
#include <algorithm>
#include <array>

#include "decisions/outline.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::array<std::string_view, 5> verbatim{"pre", "nowiki", "source", "syntaxhighlight", "math"};

std::string_view heading_of(std::string_view line, std::uint8_t& level) {
    std::size_t marks = 0;
    while (marks < line.size() && marks < 6 && line[marks] == '=')
        ++marks;
    if (marks == 0 || line.size() <= 2 * marks || !line.ends_with(line.substr(0, marks))) return {};
    level = static_cast<std::uint8_t>(marks);
    return trimmed(line.substr(marks, line.size() - 2 * marks));
}

}  // namespace

Outline outline_mediawiki(const Source& source, std::size_t first) {
    Outline out;
    std::string closing;  // what ends the part that is not read
    for (auto at = first; at < source.size(); ++at) {
        const auto line = trimmed(source.line(at));
        const auto add = [&](Element element) {
            element.line = static_cast<std::uint32_t>(at + 1);
            out.elements.push_back(std::move(element));
        };
        if (!closing.empty()) {
            if (line.find(closing) != std::string_view::npos) closing.clear();
            continue;
        }
        if (line.empty()) {
            add({Part::blank});
            continue;
        }
        if (const auto begin = line.find("<!--"); begin != std::string_view::npos) {
            if (line.find("-->", begin) == std::string_view::npos) closing = "-->";
            continue;
        }
        for (const auto tag : verbatim) {
            const auto begin = line.find(std::string("<").append(tag));
            const auto end = std::string("</").append(tag);
            if (begin != std::string_view::npos && line.find(end, begin) == std::string_view::npos)
                closing = end;
        }
        if (!closing.empty()) continue;
        std::uint8_t level = 0;
        Element item;
        if (const auto heading = heading_of(line, level); !heading.empty())
            add({Part::heading, level, 0, heading});
        else if (line.starts_with('|') && !line.starts_with("|-") && !line.starts_with("|}"))
            add({Part::row, 0, 0, line, cells_of(line)});
        else if (read_item(line, item))
            add(item);
        else
            add({Part::text, 0, 0, line});
    }
    return out;
}

}  // namespace restante::decisions
