// Who may do what: one pure function, run by every fold and by the hub, so that nobody needs to trust
// anybody's client. PURE.
#pragma once

#include "base/error.hpp"
#include "core/thread.hpp"

namespace restante::core {

/// forbidden when this op may not act on this thread (editing or redacting another's comment, a profile of
/// another actor). An unknown kind is allowed: it folds to nothing here, and a newer replica decides.
/// `thread` is null when the op's entity has no thread (yet).
[[nodiscard]] Result<void> authorize(const oplog::Op& op, const Thread* thread);

/// Reads the body by its kind and checks it alone: corrupt with the member at fault. An unknown kind passes.
[[nodiscard]] Result<void> validate(const oplog::Op& op);

}  // namespace restante::core
