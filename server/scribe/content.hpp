// A decision as it is to be written down in a repository. PURE value: made by whoever knows the decision,
// from texts that people typed; nothing in it is trusted to be good Markdown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace restante::scribe {

enum class Style { madr, nygard };
[[nodiscard]] constexpr std::string_view to_string(Style style) noexcept {
    return style == Style::madr ? "madr" : "nygard";
}

/// A record of the same repository.
struct Elsewhere {
    std::string path;   // in the repository
    std::string name;   // "ADR-0003"
    std::string title;  // one line; may be empty
};

struct Content {
    std::string id;      // the decision's own, all 26 characters: how its file is known again
    std::string title;   // one line
    std::string status;  // "accepted", "proposed", …
    std::string date;    // YYYY-MM-DD
    std::vector<std::string> deciders;
    std::string context;  // Markdown, here and below; may be empty
    std::string options;
    std::string outcome;
    std::string consequences;
    std::vector<std::string> applies_to;  // globs
    std::string review_by;                // YYYY-MM-DD; may be empty
    std::vector<Elsewhere> supersedes;
    std::vector<Elsewhere> amends;
    std::vector<std::string> links;  // lines of "More information": addresses, threads
};

}  // namespace restante::scribe
