// Proposing a decision, and attaching one to code. Loop thread.
#pragma once

#include "daemon/handlers/appending.hpp"
#include "daemon/handlers/decisions.hpp"

namespace restante::daemon::handlers {

void propose(Session& session, const protocol::DecisionProposeParams& params, const Reply& reply);
void govern(Session& session, const protocol::DecisionGovernParams& params, const Reply& reply);
void ungovern(Session& session, const protocol::DecisionUngovernParams& params, const Reply& reply);

}  // namespace restante::daemon::handlers
