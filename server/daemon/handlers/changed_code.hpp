// Commands about governed lines that were changed (workspace/executeCommand). Arguments: the place's id, the
// document's URI, the lines. Answered with null. Loop thread.
#pragma once

#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

/// The place is attached to the lines as they are now.
void reaffirm(Session& session, const protocol::ExecuteCommandParams& params, const Reply& reply);
/// A decision is proposed for the lines, to take the place of the one that governs them once it is accepted.
void propose_successor(Session& session, const protocol::ExecuteCommandParams& params, const Reply& reply);

}  // namespace restante::daemon::handlers
