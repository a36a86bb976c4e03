// How decision records look in a terminal. PURE. What the records say is others' text: it is made harmless.
#pragma once

#include <string>
#include <vector>

#include "decisions/graph.hpp"
#include "decisions/pick.hpp"
#include "decisions/record.hpp"

namespace restante::cli {

/// Number (or slug), status, date, title: one line each, in columns.
[[nodiscard]] std::string list_text(const std::vector<const decisions::Record*>& records);
/// All that is known of one, without its text. `all` is for the titles of what it names.
[[nodiscard]] std::string facts_text(const decisions::Record& record,
                                     const std::vector<decisions::Record>& all);
[[nodiscard]] std::string tree_text(const std::vector<decisions::Record>& records,
                                    const std::vector<decisions::TreeLine>& lines);
/// "path:line: kind: text", as compilers tell.
[[nodiscard]] std::string problem_text(const decisions::Record& record, const decisions::Problem& problem);
/// "12 Use x (docs/adr/0012-use-x.md)"
[[nodiscard]] std::string name_text(const decisions::Record& record);

}  // namespace restante::cli
