// What the headings of records mean, in the formats and languages met. PURE table; names as key_of gives
// them.
#pragma once

#include <string_view>

namespace restante::decisions {

/// Sections that a template names, in any language: what stands in a title's place when there is none.
[[nodiscard]] bool is_section_name(std::string_view key);
/// Sections whose "Key: value" lines are facts of the record.
[[nodiscard]] bool is_facts_section(std::string_view key);
/// Sections that list what was changed, each with its date.
[[nodiscard]] bool is_changes_section(std::string_view key);
/// Sections whose items say how records relate.
[[nodiscard]] bool is_links_section(std::string_view key);

}  // namespace restante::decisions
