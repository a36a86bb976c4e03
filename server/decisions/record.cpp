#include "decisions/record.hpp"

#include <array>

namespace restante::decisions {
namespace {

constexpr std::array<std::string_view, 12> statuses{"draft",      "proposed",  "accepted", "implemented",
                                                    "rejected",   "withdrawn", "deferred", "deprecated",
                                                    "superseded", "moved",     "closed",   "unknown"};
constexpr std::array<std::string_view, 10> formats{
    "nygard", "madr", "log4brains", "kep", "headers", "front_matter", "list", "table", "attributes", "free"};
constexpr std::array<std::string_view, 17> problems{
    "unreadable",         "too-large",          "not-text",
    "broken-yaml",        "no-title",           "no-status",
    "status-unknown",     "status-unfilled",    "date-unknown",
    "number-mismatch",    "number-duplicate",   "supersedes-itself",
    "supersession-cycle", "reference-dangling", "reference-one-sided",
    "template-in-use",    "mention-dangling"};

}  // namespace

std::string_view to_string(Status status) noexcept {
    return statuses.at(static_cast<std::size_t>(status));
}
std::string_view to_string(Format format) noexcept {
    return formats.at(static_cast<std::size_t>(format));
}
std::string_view to_string(ProblemKind kind) noexcept {
    return problems.at(static_cast<std::size_t>(kind));
}

const std::vector<std::string>& status_names() {
    static const std::vector<std::string> names(statuses.begin(), statuses.end());
    return names;
}

const std::vector<std::string>& format_names() {
    static const std::vector<std::string> names(formats.begin(), formats.end());
    return names;
}

}  // namespace restante::decisions
