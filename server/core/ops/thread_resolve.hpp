// thread.resolve {}: the question is answered. Anyone may say so. No effect
// on a thread that is resolved already: the first who said it stays named. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct ThreadResolve {
    static constexpr std::string_view kind = "thread.resolve";

    [[nodiscard]] static Result<ThreadResolve> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
