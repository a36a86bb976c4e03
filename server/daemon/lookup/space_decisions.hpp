// Where the decisions of a space join what is answered from the records of its repository. The one seam
// between the two: who keeps the space's decisions gives them here, and nobody else asks for them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/document.hpp"
#include "protocol/cpp/why.hpp"

namespace restante::daemon {

class Session;

namespace lookup {

struct SpaceQuestion {
    Session& session;
    const Location& where;                 // a file, or the clone itself where the path is empty
    const Document* document = nullptr;    // where the file is open
    std::optional<protocol::Range> range;  // which lines; nothing: all
};

struct SpaceDecisions {
    std::vector<protocol::WhyDecision> why;     // of the lines that are asked about, best first
    std::vector<protocol::DecisionMark> marks;  // of the open document
    std::vector<protocol::DecisionBrief> whole;
    std::vector<protocol::DecisionBrief> all;  // of the repository
};

/// Loop thread; answers from what is at hand. Empty where a space has no decisions.
using SpaceDecisionsOf = std::function<SpaceDecisions(const SpaceQuestion&)>;

}  // namespace lookup
}  // namespace restante::daemon
