// The decisions of a space about one repository as records, so that they are named, scoped, superseded and
// ranked as those in files are. PURE value: made on the loop, shared with the why thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "decisions/record.hpp"
#include "store/reader.hpp"
#include "why/evidence.hpp"

namespace restante::daemon::lookup {

/// Each has its decision_id and no path; that is also its slug, by which relations name it.
struct SpaceShelf {
    std::vector<decisions::Record> records;
    struct Origin {
        std::string thread;    // whole id
        std::string decision;  // the one that grew out of it
    };
    std::vector<Origin> origins;
    [[nodiscard]] bool empty() const { return records.empty(); }
};
using SpaceShelfPtr = std::shared_ptr<const SpaceShelf>;

[[nodiscard]] SpaceShelf space_shelf(const std::vector<store::DecisionRow>& decisions,
                                     const std::vector<store::DecisionLinkRow>& links);

/// What people said of lines: evidence for a decision by its id.
struct Told {
    std::string decision;
    why::Evidence evidence;
    friend bool operator==(const Told&, const Told&) = default;
};

/// Both in one list, the files' first and in their order. One that was written down is listed once, as its
/// file says it is; what is said of it by id means that.
[[nodiscard]] std::vector<decisions::Record> joined(const std::vector<decisions::Record>& files,
                                                    const SpaceShelf& space);

}  // namespace restante::daemon::lookup
