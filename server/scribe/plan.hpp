// Which files of a repository change when a decision is written down there, and how. PURE: nothing is written
// by this, so that people can be shown what would be.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "decisions/record.hpp"
#include "scribe/content.hpp"

namespace restante::scribe {

struct Wanted {
    std::optional<Style> style;         // else the house's
    std::optional<std::string> folder;  // else the house's
    std::uint64_t number = 0;           // the decision's own; 0: it has none
};

/// A repository as far as its records go.
struct Library {
    const std::vector<decisions::Record>& records;
    std::vector<std::string> folders;  // that its settings name
    /// A record's text.
    std::function<Result<std::string>(const std::string& path)> text;
};

struct FileChange {
    std::string path;                   // in the repository
    std::optional<std::string> before;  // nothing: a new file
    std::string after;
};

struct Plan {
    std::string path;   // of the new record
    std::string title;  // its number and title, as the file has them
    std::vector<FileChange> changes;
    std::vector<std::string> by_hand;  // what a person has to do besides, a sentence each
};

/// already_exists, with the path, when one of the records is this decision's; invalid_argument for a decision
/// without a title, or a folder that leads out of the repository. Only an accepted decision retires others.
[[nodiscard]] Result<Plan> plan(const Content& content, const Wanted& wanted, const Library& library);

}  // namespace restante::scribe
