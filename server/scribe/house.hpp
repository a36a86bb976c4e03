// How a repository writes its decision records: in which folder, in which format, with which file names. Read
// from the records that are there. PURE, linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decisions/record.hpp"
#include "scribe/content.hpp"

namespace restante::scribe {

enum class Naming {
    numbered,  // 0012-use-x.md
    dated,     // 20261127-use-x.md
    plain,     // use-x.md
};

struct House {
    std::string folder = "docs/decisions";  // MADR's own; '/' between parts, none at the end
    Style style = Style::madr;
    Naming naming = Naming::numbered;
    std::string prefix;      // before the number: "ADR-"
    std::size_t digits = 4;  // of a number, with leading zeros
    char between = '-';      // words of a file name
    friend bool operator==(const House&, const House&) = default;
};

/// `named` are the folders that the repository's settings name, the first of which is where a first record
/// goes. Records in other folders than the one with the most of them do not count; nor do those that are not
/// Markdown, as none but Markdown is written.
[[nodiscard]] House house_of(const std::vector<decisions::Record>& records,
                             const std::vector<std::string>& named);

/// The number that a new record gets there: `wanted` (the decision's own; 0 for none) when it is above all
/// that are there, else the next one. Every record of the folder counts, whatever its format.
[[nodiscard]] std::uint64_t next_number(const House& house, const std::vector<decisions::Record>& records,
                                        std::uint64_t wanted);

/// In the repository. ASCII of the title only: letters and digits of other scripts stay as they are.
[[nodiscard]] std::string path_for(const House& house, std::string_view title, std::uint64_t number,
                                   std::string_view date);

}  // namespace restante::scribe
