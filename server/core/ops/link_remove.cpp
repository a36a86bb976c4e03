#include "core/ops/link_remove.hpp"

#include "core/ops/link_body.hpp"

namespace restante::core::ops {

Result<LinkRemove> LinkRemove::read(const Op& op) {
    return read_link(op).map([](LinkBody body) { return LinkRemove{body.rel, std::move(body.target)}; });
}

std::string LinkRemove::write() const {
    return write_link(rel, target);
}

Result<void> LinkRemove::authorize(const Op&, const Thread*) const {
    return {};
}

bool LinkRemove::apply(Thread& thread, const Op&) && {
    return std::erase_if(thread.links,
                         [&](const Link& link) { return link.rel == rel && link.target == target; }) > 0;
}

}  // namespace restante::core::ops
