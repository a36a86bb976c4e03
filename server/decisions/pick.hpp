// Which record a person means, and which ones hold what they look for. PURE.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decisions/record.hpp"

namespace restante::decisions {

/// Indices of all that may be meant, by the surest reading: the path; a number ("12", "0012", "ADR-12",
/// "#12"); the slug, or the end of a path; words of the title. Empty when none is.
[[nodiscard]] std::vector<std::size_t> pick(const std::vector<Record>& records, std::string_view said);

struct Hit {
    std::size_t record = 0;
    int score = 0;  // larger is better
    std::uint32_t line =
        0;                // where the text holds the first of the words, counted from 1; 0: only the facts do
    std::string excerpt;  // that line
};

/// A record that holds all of the words, in its facts or its text; nothing when it does not. A word may be
/// the beginning of one.
[[nodiscard]] std::optional<Hit> match(const Record& record, std::string_view text,
                                       const std::vector<std::string>& words);

}  // namespace restante::decisions
