// What the names mean that records give to their facts, in the formats and languages met. PURE table.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace restante::decisions {

enum class Field : std::uint8_t {
    number,
    title,
    status,
    date,      // of the decision
    created,   // of the record
    modified,  // the last time
    deciders,
    tags,
    applies_to,
    supersedes,
    superseded_by,
    amends,
    amended_by,
    stage,      // how far the work is; the status where there is none
    change,     // a line of a change log
    merged_as,  // "RFC PR": filled in when the project has taken the record in
    review_by,  // when it is to be looked at again
};

/// By a name as key_of gives it; nothing for those that say nothing we keep.
[[nodiscard]] std::optional<Field> field_of(std::string_view key);

[[nodiscard]] constexpr bool is_relation(Field field) noexcept {
    return field >= Field::supersedes && field <= Field::amended_by;
}

}  // namespace restante::decisions
