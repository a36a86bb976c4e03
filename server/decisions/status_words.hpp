// The status that a text states, in the twelve words that all formats share. Only what stands there counts:
// a text without a word that is known is `unknown`. PURE, linear.
#pragma once

#include <string_view>

#include "decisions/record.hpp"

namespace restante::decisions {

struct StatusReading {
    Status status = Status::unknown;
    bool unfilled = false;  // the template's choices, or a placeholder
};

/// Of one statement: "Accepted (lazy consensus) & implemented", "superseded by ADR-7", "Final :lock:".
[[nodiscard]] StatusReading read_status(std::string_view statement);

/// 'A decision may be "proposed" …, "accepted" …, "deprecated" or "superseded"': a template's help, which
/// states none.
[[nodiscard]] bool explains_statuses(std::string_view statement);

}  // namespace restante::decisions
