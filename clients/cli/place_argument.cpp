#include "clients/cli/place_argument.hpp"

#include <optional>
#include <utility>

#include "clients/cli/code_argument.hpp"

namespace restante::cli {
namespace {

std::optional<std::pair<std::uint32_t, std::uint32_t>> pair(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = parse_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1));
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
    const auto line = before == std::string_view::npos || before == 0 ? std::nullopt
                                                                      : parse_number(head.substr(before + 1));
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
