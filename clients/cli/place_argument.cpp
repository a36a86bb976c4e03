#include "clients/cli/place_argument.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace restante::cli {
namespace {

constexpr std::uint32_t number_max = 1U << 30;

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || rest != text.data() + text.size() || value == 0 || value > number_max)
        return std::nullopt;
    return value;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> pair(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(text.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    return std::pair{*first, *last};
}

}  // namespace

Result<PlaceArgument> parse_place(std::string_view text) {
    const auto wrong = [&] {
        return tl::unexpected(Error{Errc::invalid_argument, fmt::format("\"{}\" is not a place", text),
                                    "FILE:LINE, FILE:FIRST-LAST or FILE:LINE:COLUMN-COLUMN, counted from 1"});
    };
    // From the end, because file names hold colons more often than one thinks.
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return wrong();
    const auto last_part = pair(text.substr(colon + 1));
    if (!last_part) return wrong();
    auto head = text.substr(0, colon);
    PlaceArgument place;
    const auto before = head.rfind(':');
    const auto line =
        before == std::string_view::npos || before == 0 ? std::nullopt : number(head.substr(before + 1));
    if (line) {
        place.file = head.substr(0, before);
        place.range.start.line = place.range.end.line = *line - 1;
        place.range.start.character = last_part->first - 1;
        place.range.end.character = last_part->second;
        return place;
    }
    place.file = head;
    place.range.start.line = last_part->first - 1;
    place.range.end.line = last_part->second - 1;
    // To the end of the last line: the daemon cuts a column that is too large.
    if (last_part->second != last_part->first) place.range.end.character = number_max;
    return place;
}

}  // namespace restante::cli
