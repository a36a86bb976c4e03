#include "why/trailers.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "decisions/words.hpp"

namespace restante::why {
namespace {

using decisions::folded;
using decisions::trimmed;

/// Lines that git itself writes there: with one of them, a quarter of the lines is enough.
constexpr std::array<std::string_view, 2> written_by_git{"Signed-off-by: ", "(cherry picked from commit "};
constexpr std::size_t quarter = 4;

std::optional<Trailer> trailer_of(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
    const auto token = trimmed(line.substr(0, colon));
    const bool good =
        !token.empty() && token.front() != '-' && std::all_of(token.begin(), token.end(), [](char c) {
            return decisions::is_letter(c) || decisions::is_digit(c) || c == '-';
        });
    const auto value = trimmed(line.substr(colon + 1));
    if (!good || value.empty()) return std::nullopt;
    return Trailer{token, value};
}

/// Its last paragraph, unless it is the first: that is the subject.
std::string_view last_paragraph(std::string_view message) {
    while (!message.empty() && (message.back() == '\n' || decisions::is_blank(message.back())))
        message.remove_suffix(1);
    auto at = message.size();
    while (true) {
        const auto end = at == 0 ? std::string_view::npos : message.rfind('\n', at - 1);
        if (end == std::string_view::npos) return {};
        const auto before = end == 0 ? std::string_view::npos : message.rfind('\n', end - 1);
        const auto start = before == std::string_view::npos ? 0 : before + 1;
        if (trimmed(message.substr(start, end - start)).empty()) return message.substr(end + 1);
        at = end;
    }
}

}  // namespace

std::vector<Trailer> trailers_in(std::string_view message) {
    std::vector<Trailer> out;
    std::size_t lines = 0;
    std::size_t fitting = 0;
    bool from_git = false;
    auto rest = last_paragraph(message);
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const bool git = std::any_of(written_by_git.begin(), written_by_git.end(),
                                     [&](auto begin) { return line.starts_with(begin); });
        from_git = from_git || git;
        const bool folded_on = !line.empty() && decisions::is_blank(line.front());  // of the trailer above
        ++lines;
        if (folded_on) {
            if (fitting > 0) ++fitting;
        } else if (const auto trailer = trailer_of(line)) {
            ++fitting;
            out.push_back(*trailer);
        } else if (git) {
            ++fitting;
        }
    }
    const bool trailers = fitting == lines || (from_git && fitting * quarter >= lines);
    if (!trailers) out.clear();
    return out;
}

std::vector<std::string_view> trailer_values(std::string_view message, std::string_view token) {
    std::vector<std::string_view> out;
    for (const auto& trailer : trailers_in(message))
        if (folded(trailer.token) == folded(token)) out.push_back(trailer.value);
    return out;
}

}  // namespace restante::why
