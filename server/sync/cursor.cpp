#include "sync/cursor.hpp"

#include <charconv>

namespace restante::sync {

std::optional<CursorParts> parse_cursor(std::string_view cursor) {
    if (cursor.size() > cursor_bytes_max) return std::nullopt;
    const auto first = cursor.find('.');
    if (first == std::string_view::npos || first == 0) return std::nullopt;
    const auto second = cursor.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;

    CursorParts parts{std::string(cursor.substr(0, first)), 0};
    const auto digits = cursor.substr(first + 1, second - first - 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parts.seq);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return parts;
}

}  // namespace restante::sync
