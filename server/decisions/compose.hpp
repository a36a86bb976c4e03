// From the facts that a text states to the record: for each field the one that is most to be believed. PURE.
#pragma once

#include <optional>
#include <vector>

#include "decisions/facts.hpp"
#include "decisions/names.hpp"
#include "decisions/read.hpp"

namespace restante::decisions {

/// Fills in the record and its references. Gives where the status stands.
std::optional<Where> compose(Reading& reading, const FileName& name, const Outline& outline,
                             std::vector<Fact> facts);

/// The status that facts of one place state, and the fact that it is taken from.
struct StatedStatus {
    Status status = Status::unknown;
    bool unfilled = false;
    const Fact* from = nullptr;
};
/// Of a section, line by line: the first status in it, unless a later line takes it on.
[[nodiscard]] StatedStatus status_of_section(const std::vector<const Fact*>& stated);

}  // namespace restante::decisions
