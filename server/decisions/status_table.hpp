// The words for a record's status, in the languages and vocabularies met. PURE table.
#pragma once

#include <array>
#include <string_view>
#include <unordered_map>

#include "decisions/record.hpp"

namespace restante::decisions {

/// Folded words.
[[nodiscard]] const std::unordered_map<std::string_view, Status>& status_table();

struct StatusPhrase {
    std::string_view text;
    Status status;
};
/// Said by more than one word; looked for before the words.
extern const std::array<StatusPhrase, 23> status_phrases;

}  // namespace restante::decisions
