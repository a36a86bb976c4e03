#include "core/decision.hpp"

#include <algorithm>

namespace restante::core {
namespace {

constexpr std::array<std::string_view, 4> status_names{"proposed", "accepted", "rejected", "deprecated"};
constexpr std::array<std::string_view, 3> stand_names{"consent", "objection", "abstain"};

}  // namespace

std::string_view to_string(DecisionStatus status) noexcept {
    return status_names.at(static_cast<std::size_t>(status));
}

std::string_view to_string(Stand stand) noexcept {
    return stand_names.at(static_cast<std::size_t>(stand));
}

std::optional<Stand> stand_of(std::string_view name) noexcept {
    const auto found = std::ranges::find(stand_names, name);
    if (found == stand_names.end()) return std::nullopt;
    return static_cast<Stand>(found - stand_names.begin());
}

std::string decision_name(ThreadId id) {
    return "D-" + short_text(id);
}

std::vector<std::string> lines_of_globs(std::string_view rest) {
    std::vector<std::string> globs;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (end > 0) globs.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return globs;
}

}  // namespace restante::core
