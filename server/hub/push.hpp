// One push against the store: which of its ops are new, and which of those are taken. Runs on the store
// thread, inside the transaction that the committer opened; several pushes may share one.
#pragma once

#include <string>
#include <vector>

#include "hub/op_rules.hpp"

namespace restante::hub {

enum class PushStatus { accepted, duplicate, rejected };

/// What became of one line.
struct PushItem {
    OpId id{};  // nil when the line is no op
    PushStatus status = PushStatus::rejected;
    std::uint64_t seq = 0;       // when accepted or duplicate
    Errc code = Errc::internal;  // when rejected
    std::string reason;          // when rejected; valid UTF-8
};

struct PushOutcome {
    std::vector<PushItem> items;     // one per line, in order
    std::vector<LoggedOp> appended;  // the accepted ones
    SpaceHead head;                  // the space's, afterwards
};

/// A refused op is an item of the outcome; an error means that the database failed and nothing may be
/// committed.
[[nodiscard]] Result<PushOutcome> push(OpWriter& writer, std::string_view space, std::string_view user,
                                       const std::vector<PushLine>& lines, TimeMs now);

}  // namespace restante::hub
