// A decision of the space as what a record of it would say: to be written down, or to be read by people.
// PURE.
#pragma once

#include <string>
#include <vector>

#include "decisions/record.hpp"
#include "protocol/cpp/decisions.hpp"
#include "scribe/content.hpp"

namespace restante::daemon::lookup {

/// `records` are those of the repository: what the decision supersedes or amends is found among them, by
/// path, number, or the mark of the decision that was written down there; what is not there is a line of
/// text.
[[nodiscard]] scribe::Content content_of(const protocol::SpaceDecision& decision,
                                         const std::vector<decisions::Record>& records);

}  // namespace restante::daemon::lookup
