// How a text names a record. PURE, linear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace restante::decisions {

/// How a text points at a record. What is known of it is there; a set of records is needed to follow it.
struct Reference {
    std::string text;                   // as a reader sees it
    std::string target;                 // of a link: a path or an address; empty when it is none
    std::optional<std::string> number;  // as written in the text, without leading zeros
    std::string kind;                   // "ADR", when the text says so
    std::uint32_t line = 0;             // counted from 1
    friend bool operator==(const Reference&, const Reference&) = default;
};

/// All records that the value names: links, numbers ("649, 749"), "ADR-12", paths, slugs, roles of
/// reStructuredText. A text in which none of these is found is one reference, by its title.
[[nodiscard]] std::vector<Reference> references_in(std::string_view value, std::uint32_t line);

}  // namespace restante::decisions
