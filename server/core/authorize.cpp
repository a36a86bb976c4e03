#include "core/authorize.hpp"

#include "core/ops/kind.hpp"

namespace restante::core {

Result<void> authorize(const oplog::Op& op, const Thread* thread) {
    const auto* kind = ops::find_kind(op.kind);
    return kind ? kind->authorize(op, thread) : Result<void>{};
}

Result<void> validate(const oplog::Op& op) {
    const auto* kind = ops::find_kind(op.kind);
    return kind ? kind->validate(op) : Result<void>{};
}

}  // namespace restante::core
