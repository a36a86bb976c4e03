// What stands where in a text, whatever its markup: headings, list items, table rows, attributes, lines.
// Code, comments and what other things a reader of the rendered text would not see as text are left out. The
// markup languages differ in how they write this, not in what it is; one file reads each. PURE; linear; the
// elements are views into the source, which must outlive them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "decisions/source.hpp"

namespace restante::decisions {

enum class Part : std::uint8_t {
    heading,
    item,       // of a list
    row,        // of a table
    attribute,  // two cells: a name and what it is set to, apart from the text
    text,
    blank,  // ends a paragraph
};

struct Element {
    Part part = Part::text;
    std::uint8_t level = 0;  // of a heading, from 1; of an item, how far it is indented
    std::uint32_t line = 0;  // counted from 1
    std::string_view text = {};
    std::vector<std::string_view> cells = {};  // of rows and attributes
};

struct Outline {
    std::vector<Element> elements;
    std::vector<std::string_view> labels;  // names by which other files may point here
};

/// Each begins at a line, counted from 0: what is above is front matter.
[[nodiscard]] Outline outline_markdown(const Source& source, std::size_t first);
[[nodiscard]] Outline outline_rest(const Source& source, std::size_t first);
[[nodiscard]] Outline outline_asciidoc(const Source& source, std::size_t first);
[[nodiscard]] Outline outline_mediawiki(const Source& source, std::size_t first);
/// The one that the file's ending asks for; Markdown for any other.
[[nodiscard]] Outline outline_of(std::string_view path, const Source& source, std::size_t first);

/// A bullet or a number with what follows: an item. For any markup.
[[nodiscard]] bool read_item(std::string_view line, Element& out);
/// The cells of "| a | b |"; a bar in a code span, or after a backslash, separates nothing.
[[nodiscard]] std::vector<std::string_view> cells_of(std::string_view row);

}  // namespace restante::decisions
