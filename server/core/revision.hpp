// A text that is edited by many, and the texts that it was before: nothing typed is dropped by an edit. PURE
// values.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"

namespace restante::core {

/// One text that a comment, a title or a field had. The current one is not among them.
struct Revision {
    OpId op;
    ActorId author;
    TimeMs at = 0;
    std::string text;
    /// True when the edit that replaced it had not seen it: shown as "also edited", never dropped.
    bool concurrent = false;
    friend bool operator==(const Revision&, const Revision&) = default;
};

/// The last edit in order wins.
struct EditedText {
    std::string text;
    OpId version;  // the op that gave it: what an edit names as its base
    ActorId author;
    TimeMs at = 0;
    std::vector<Revision> history;  // oldest first
    friend bool operator==(const EditedText&, const EditedText&) = default;
};

}  // namespace restante::core
