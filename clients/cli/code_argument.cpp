#include "clients/cli/code_argument.hpp"

#include <charconv>

namespace restante::cli {

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || rest != text.data() + text.size() || value == 0 || value > number_max)
        return std::nullopt;
    return value;
}

namespace {

/// "3-5", and "3" where one number is enough.
std::optional<Span> span(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = parse_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    return Span{*first, *last};
}

}  // namespace

Result<CodeArgument> parse_code(std::string_view text) {
    const auto wrong = [&] {
        return tl::unexpected(Error{Errc::invalid_argument,
                                    fmt::format("\"{}\" is not a place in a commit", text),
                                    "COMMIT:PATH:START[-END][:COLUMN-COLUMN], counted from 1"});
    };
    CodeArgument code;
    const auto first_colon = text.find(':');
    if (first_colon == std::string_view::npos || first_colon == 0) return wrong();
    code.revision = text.substr(0, first_colon);
    auto rest = text.substr(first_colon + 1);
    const auto take_last = [&]() -> std::optional<Span> {
        const auto colon = rest.rfind(':');
        if (colon == std::string_view::npos || colon == 0) return std::nullopt;
        const auto found = span(rest.substr(colon + 1));
        if (found) rest = rest.substr(0, colon);
        return found;
    };
    const auto whole = rest;
    auto last = take_last();
    if (!last) return wrong();
    if (whole.substr(rest.size()).find('-') != std::string_view::npos) {
        if (const auto before = take_last()) {
            code.columns = last;
            last = before;
        }
    }
    code.lines = *last;
    code.path = rest;
    const bool one_line = code.lines.first == code.lines.last;
    if (code.lines.last < code.lines.first ||
        (one_line && code.columns && code.columns->last < code.columns->first))
        return wrong();
    return code;
}

}  // namespace restante::cli
