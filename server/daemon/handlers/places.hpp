// Where the code is that decisions govern: in a file, and of one decision. Loop thread.
#pragma once

#include "daemon/convert_decision.hpp"
#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

/// Governed code, with what governs it.
struct GovernedPlace {
    protocol::DecisionPlace place;  // placed in the editor's own text when the file is open there
    core::Thread decision;
    std::string status;  // as people are shown it
};

/// The places of a file that are not withdrawn, whatever became of their decisions, in no particular order;
/// those that are not in the text any more have no range. A place whose decision has not arrived yet is left
/// out. Errors as list_file's, for what is no file of a repository.
void places_of_file(Session& session, const std::string& uri,
                    const std::function<void(Result<std::vector<GovernedPlace>>)>& done);

/// All places of a decision, withdrawn ones too, each in its own file, in the order they were made.
void places_of_decision(Session& session, const core::Thread& decision,
                        std::function<void(std::vector<protocol::DecisionPlace>)> done);

}  // namespace restante::daemon::handlers
