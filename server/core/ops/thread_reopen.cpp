#include "core/ops/thread_reopen.hpp"

#include "oplog/body.hpp"

namespace restante::core::ops {

Result<ThreadReopen> ThreadReopen::read(const Op& op) {
    return oplog::BodyReader::open(op.body).map([](const oplog::BodyReader&) { return ThreadReopen{}; });
}

std::string ThreadReopen::write() const {
    return "{}";
}

Result<void> ThreadReopen::authorize(const Op&, const Thread*) const {
    return {};
}

bool ThreadReopen::apply(Thread& thread, const Op& op) && {
    if (thread.decision) return false;  // it has ops of its own for this
    if (thread.state.state == ThreadState::open) return false;
    thread.state = {ThreadState::open, op.id, op.actor, op.at};
    return true;
}

}  // namespace restante::core::ops
