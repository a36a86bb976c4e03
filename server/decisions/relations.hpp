// How a sentence says that one record replaces or changes another. PURE, linear.
#pragma once

#include <string_view>
#include <vector>

#include "decisions/fields.hpp"

namespace restante::decisions {

struct Clause {
    Field field = Field::superseded_by;  // a relation
    std::string_view text;               // behind the verb, up to the next
};

/// "superseded by X, amends Y": each verb with its object. Views into the text.
[[nodiscard]] std::vector<Clause> relation_clauses(std::string_view text);
/// Whether the verb is what the text begins with: "Supersedes …", "Partially superseded by …".
[[nodiscard]] bool begins_with_relation(std::string_view text);

}  // namespace restante::decisions
