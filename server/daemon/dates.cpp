#include "daemon/dates.hpp"

#include <fmt/format.h>

#include <ctime>

namespace restante::daemon {

std::string date_text(TimeMs at) {
    const std::time_t seconds = at / 1000;
    std::tm parts{};
    if (::localtime_r(&seconds, &parts) == nullptr) return "at an unknown time";
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                       parts.tm_hour, parts.tm_min);
}

std::string day_text(TimeMs at) {
    constexpr std::size_t day_bytes = 10;
    return date_text(at).substr(0, day_bytes);
}

}  // namespace restante::daemon
