// What a person typed into an op, for reading and copying it out of the outbox when a hub refused it. PURE.
#pragma once

#include <string>

#include "oplog/op.hpp"

namespace restante::core {

/// All texts of the op, a blank line between them; empty when it has none, or is of a kind not known here.
[[nodiscard]] std::string typed_text(const oplog::Op& op);

}  // namespace restante::core
