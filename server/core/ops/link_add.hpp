// link.add {"rel","target","type"}: this thread or decision refers to something (core/link.hpp). What it
// refers to is not told: it looks that up. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct LinkAdd {
    static constexpr std::string_view kind = "link.add";
    LinkRel rel = LinkRel::relates;
    LinkTarget target;

    [[nodiscard]] static Result<LinkAdd> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    /// No effect when the link is there already, and on places.
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
