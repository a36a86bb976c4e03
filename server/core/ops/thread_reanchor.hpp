// thread.reanchor {"anchor"}: what the thread is about is now this. Anyone may say so; the last in order
// wins. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct ThreadReanchor {
    static constexpr std::string_view kind = "thread.reanchor";
    anchor::Anchor anchor;

    [[nodiscard]] static Result<ThreadReanchor> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
