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

/// Fills in the date, from facts in the order in which they are believed; the status is known by then.
void choose_date(Reading& reading, const std::vector<Fact>& facts);

/// Of one entry of a change log, if it says one word that is a status, beside dates and addresses.
[[nodiscard]] std::optional<Status> status_of_change(std::string_view entry);

}  // namespace restante::decisions
