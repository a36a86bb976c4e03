// How the answer to "why is this line so?" looks, in a terminal and as JSON. PURE. What records, commits and
// people say is others' text: it is made harmless.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "decisions/record.hpp"
#include "grounds/grounds.hpp"
#include "why/answer.hpp"

namespace restante::cli {

/// All but the threads.
struct WhyAnswer {
    std::string place;  // as it was typed: "src/a.c:12"
    std::vector<why::Decision> decisions;
    grounds::Gathered gathered;
    bool no_records = false;  // there are none in the repository
};

/// decisions ({number, id, title, status, path, score, evidence: {kind, text, weight, line, commit}}), people
/// ({name, mail, commit, at}), uncommitted, gaps ({text, hint}). What is unknown is null.
[[nodiscard]] boost::json::object to_json(const WhyAnswer& answer,
                                          const std::vector<decisions::Record>& records);

/// The decisions, each with its evidence below it.
[[nodiscard]] std::string decisions_text(const WhyAnswer& answer,
                                         const std::vector<decisions::Record>& records);
/// For when there are neither decisions nor threads: that nothing is recorded, whom to ask, and how.
[[nodiscard]] std::string nothing_text(const WhyAnswer& answer, std::int64_t now_ms);

}  // namespace restante::cli
