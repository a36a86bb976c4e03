// What a record says about itself, whatever its format: a list of facts, each with where it stands. The
// readers of the formats make them; read.hpp chooses among them. PURE values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decisions/fields.hpp"
#include "decisions/outline.hpp"

namespace restante::decisions {

/// In the order in which they are believed.
enum class Where : std::uint8_t {
    front_matter,
    header,     // "Key: value" lines at the very start
    attribute,  // of AsciiDoc, or a field list
    table,
    list,     // items under the title
    line,     // "Key: value" in the text under the title
    section,  // under a heading of that name
    links,    // items of a section of links
    history,  // rows of a change log
};

struct Fact {
    Field field = Field::title;
    Where where = Where::line;
    std::vector<std::string> values;  // as they stand there, with their markup; lists one by one
    std::uint32_t line = 0;           // counted from 1
};

struct Facts {
    std::vector<Fact> all;
    std::vector<std::string> unmapped;  // keys of structured places that no field has
    std::vector<Problem> problems;
    std::size_t end = 0;  // the first line, from 0, that is behind what was read
    bool found = false;
    [[nodiscard]] const Fact* find(Field field) const noexcept;
};

/// YAML (or TOML, line by line) between the marks at the start. Nothing is found when there is none.
[[nodiscard]] Facts front_matter(const Source& source);
/// A whole YAML document.
[[nodiscard]] Facts yaml_document(const Source& source);
/// RFC-822 headers (as PEP 1 and BIP 2 have them), at the start, or in the first preformatted block.
[[nodiscard]] Facts header_block(const Source& source, std::size_t first);
/// Tables, lists, lines and sections.
[[nodiscard]] Facts facts_of(const Outline& outline);

}  // namespace restante::decisions
