// Finding and showing decisions of a space, for all handlers that have to do with them. Loop thread.
#pragma once

#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

/// As people type it: whole or any unique ending of four or more characters, with or without "D-", in either
/// case. invalid_argument or not_found, saying which.
[[nodiscard]] Result<ThreadId> read_decision_id(Context& context, std::string_view text);
[[nodiscard]] Result<core::Thread> find_decision(Context& context, std::string_view text);

/// With all around it, as the session sees it.
void show_decision(Session& session, const core::Thread& decision,
                   std::function<void(protocol::SpaceDecision)> done);
/// Answers with it.
void answer_decision(Session& session, const core::Thread& decision, const Reply& reply);

}  // namespace restante::daemon::handlers
