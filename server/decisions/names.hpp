// What a record is called: numbers, kinds and slugs in file names and headings. PURE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace restante::decisions {

/// Of "docs/adr/ADR-0012-use-x.md": kind "ADR", number "12", slug "ADR-0012-use-x", rest "use-x". A name that
/// begins with a date has a number only if one of three or four digits follows.
struct FileName {
    std::string slug;
    std::string kind;                   // upper case; empty when the name does not say
    std::optional<std::string> number;  // without leading zeros
    std::string rest;                   // of the slug, behind the number
    bool dated = false;                 // begins with a date, as log4brains' do
    bool padded = false;                // the number has at least three digits
};

/// The folder's name counts for README, index and kep.yaml.
[[nodiscard]] FileName read_file_name(std::string_view path);
[[nodiscard]] FileName read_name(std::string_view slug);

/// Whether it is how projects call their records: "ADR", "RFC", "PEP", …
[[nodiscard]] bool is_kind(std::string_view word);

struct Heading {
    std::string title;  // empty when the heading is a number alone
    std::optional<std::string> number;
};
/// "ADR-0012: Use x", "9. Help scripts", "Aries RFC 0036: Issue". `file_number` tells whether a bare number
/// that begins the heading is one.
[[nodiscard]] Heading read_heading(std::string_view text, const std::optional<std::string>& file_number);

/// The last parts that tell nothing of their own: "README.md", "index.rst", "kep.yaml".
[[nodiscard]] bool stands_for_folder(std::string_view file_name);
/// Whether the file is what its folder is there for: "0012-topic/README.md", "0012-topic/topic.md".
[[nodiscard]] bool is_record_of_folder(std::string_view path);

}  // namespace restante::decisions
