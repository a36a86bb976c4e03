#include "core/ops/link_add.hpp"

#include <algorithm>

#include "core/ops/link_body.hpp"

namespace restante::core::ops {

Result<LinkAdd> LinkAdd::read(const Op& op) {
    return read_link(op).map([](LinkBody body) { return LinkAdd{body.rel, std::move(body.target)}; });
}

std::string LinkAdd::write() const {
    return write_link(rel, target);
}

Result<void> LinkAdd::authorize(const Op&, const Thread*) const {
    return {};
}

bool LinkAdd::apply(Thread& thread, const Op& op) && {
    if (thread.governs || thread.links.size() >= links_max) return false;
    const auto same = [&](const Link& link) { return link.rel == rel && link.target == target; };
    if (std::ranges::any_of(thread.links, same)) return false;
    thread.links.push_back({rel, std::move(target), op.id, op.actor, op.at});
    return true;
}

}  // namespace restante::core::ops
