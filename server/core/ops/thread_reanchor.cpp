#include "core/ops/thread_reanchor.hpp"

#include "core/ops/anchor_member.hpp"

namespace restante::core::ops {

Result<ThreadReanchor> ThreadReanchor::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    return read_anchor(*body).map([](anchor::Anchor found) { return ThreadReanchor{std::move(found)}; });
}

std::string ThreadReanchor::write() const {
    return oplog::BodyWriter().raw("anchor", write_anchor(anchor)).take();
}

Result<void> ThreadReanchor::authorize(const Op&, const Thread*) const {
    return {};
}

bool ThreadReanchor::apply(Thread& thread, const Op& op) && {
    if (thread.decision) return false;  // it is not about one place
    thread.anchor = std::move(anchor);
    thread.anchor_op = op.id;
    return true;
}

}  // namespace restante::core::ops
