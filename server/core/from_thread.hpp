// What a thread says, sorted into the texts of a decision, for a person to edit. PURE. Comments do not say
// whether they propose, object or agree, and nothing here guesses: all that answered the question are
// options.
#pragma once

#include <functional>

#include "core/make_decision.hpp"

namespace restante::core {

/// `name_of` gives what people call an actor. `answer`: the comment that is the accepted answer; its text is
/// the outcome. What is redacted is left out; what is too long for one text ends with a note that says so.
[[nodiscard]] Proposal proposal_from(const Thread& thread, const std::function<std::string(ActorId)>& name_of,
                                     std::optional<CommentId> answer);

}  // namespace restante::core
