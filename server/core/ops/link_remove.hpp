// link.remove {"rel","target","type"}: takes a link of that relation to that target back, whoever made it.
// PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct LinkRemove {
    static constexpr std::string_view kind = "link.remove";
    LinkRel rel = LinkRel::relates;
    LinkTarget target;

    [[nodiscard]] static Result<LinkRemove> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    /// No effect when there is no such link.
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
