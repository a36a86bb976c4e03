// Records that a record's text names by kind and number: "ADR-0012", "PEP 8". PURE, linear.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decisions/outline.hpp"

namespace restante::decisions {

struct Mention {
    std::string kind;    // "ADR"
    std::string number;  // without leading zeros
    std::uint32_t line = 0;
};

inline constexpr std::size_t mentions_max = 500;  // of one text

/// Each record once, where it is named first. Not in links, whose text may be of another project.
[[nodiscard]] std::vector<Mention> mentions_in(const Outline& outline);

}  // namespace restante::decisions
