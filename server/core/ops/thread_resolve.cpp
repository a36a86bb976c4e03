#include "core/ops/thread_resolve.hpp"

#include "oplog/body.hpp"

namespace restante::core::ops {

Result<ThreadResolve> ThreadResolve::read(const Op& op) {
    return oplog::BodyReader::open(op.body).map([](const oplog::BodyReader&) { return ThreadResolve{}; });
}

std::string ThreadResolve::write() const {
    return "{}";
}

Result<void> ThreadResolve::authorize(const Op&, const Thread*) const {
    return {};
}

bool ThreadResolve::apply(Thread& thread, const Op& op) && {
    if (thread.decision) return false;  // it has ops of its own for this
    if (thread.state.state == ThreadState::resolved) return false;
    thread.state = {ThreadState::resolved, op.id, op.actor, op.at};
    return true;
}

}  // namespace restante::core::ops
