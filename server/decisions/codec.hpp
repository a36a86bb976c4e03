// A record as the JSON that people's scripts read. PURE.
#pragma once

#include <boost/json/object.hpp>

#include "decisions/record.hpp"

namespace restante::decisions {

/// path, number, title, status, status_raw, date, supersedes, superseded_by, amends, amended_by, deciders,
/// tags, applies_to, format, problems ({kind, text, line}). What is unknown is null, or "unknown".
[[nodiscard]] boost::json::object to_json(const Record& record);
[[nodiscard]] boost::json::object to_json(const Problem& problem);

}  // namespace restante::decisions
