#include "decisions/mark.hpp"

#include <algorithm>

namespace restante::decisions {
namespace {

constexpr std::string_view mark_begin = "<!-- restante decision: ";
constexpr std::string_view mark_end = " -->";
constexpr std::size_t id_bytes_max = 26;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= id_bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

}  // namespace

std::string mark_of(std::string_view id) {
    return std::string(mark_begin).append(id).append(mark_end);
}

std::string short_name(std::string_view id) {
    constexpr std::size_t short_max = 7;
    return std::string("D-").append(id.substr(id.size() - std::min(id.size(), short_max)));
}

std::optional<std::string> mark_in(std::string_view text) {
    const auto at = text.rfind(mark_begin);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(at + mark_begin.size(), id_bytes_max + mark_end.size());
    const auto id = rest.substr(0, rest.find(mark_end));
    return is_id(id) && rest.substr(id.size()).starts_with(mark_end) ? std::optional(std::string(id))
                                                                     : std::nullopt;
}

}  // namespace restante::decisions
