// What a daemon answers to "why is this line so?", as what this process would have found itself: the same is
// printed of both. PURE.
#pragma once

#include <vector>

#include "clients/cli/why_print.hpp"
#include "protocol/cpp/why.hpp"

namespace restante::cli {

struct DaemonAnswer {
    std::vector<decisions::Record> records;  // those that were found
    WhyAnswer answer;
};

/// Evidence of a kind that this version does not know is left out.
[[nodiscard]] DaemonAnswer answer_of(const protocol::WhyResult& result, std::string place);

}  // namespace restante::cli
