// Dates as people write them, as ISO 8601 has them. PURE, linear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace restante::decisions {

/// Which of two numbers that could be either is the day: "03/04/2021". A set of records may tell.
enum class DayOrder : std::uint8_t { unknown, day_first, month_first };

struct DateReading {
    std::optional<std::string> iso;      // YYYY-MM-DD or YYYY-MM
    DayOrder shows = DayOrder::unknown;  // what this date tells of the order, when one number is above 12
    bool ambiguous = false;              // readable, once the order is known
};

/// The first date in the text. Years 1970 to 2099.
[[nodiscard]] DateReading read_date(std::string_view text, DayOrder order = DayOrder::unknown);

}  // namespace restante::decisions
