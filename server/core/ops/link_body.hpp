// The body that link.add and link.remove share. PURE.
#pragma once

#include "core/link.hpp"
#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct LinkBody {
    LinkRel rel = LinkRel::relates;
    LinkTarget target;
};

/// Also corrupt for a link to the op's own entity: nothing supersedes itself.
[[nodiscard]] Result<LinkBody> read_link(const Op& op);
[[nodiscard]] std::string write_link(LinkRel rel, const LinkTarget& target);

}  // namespace restante::core::ops
