// What a person names as the target of a link, as the target that is kept. Loop thread.
#pragma once

#include "daemon/handlers/decisions.hpp"

namespace restante::daemon::handlers {

struct NamedLink {
    core::LinkRel rel = core::LinkRel::relates;
    core::LinkTarget target;
};

/// Endings of ids become ids; without a `type` it is what the relation and the text look like. Errors name
/// the parameter, or say that what is named is not there, or is another space's.
[[nodiscard]] Result<NamedLink> read_link(Context& context, const core::Thread& decision,
                                          const protocol::DecisionLinkParams& params);

}  // namespace restante::daemon::handlers
