// thread.open {"anchor","text","title"?}: a thread and its opening comment. The op's id is the thread's id,
// the opening comment's id and the op's entity, so that there can be only one. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct ThreadOpen {
    static constexpr std::string_view kind = "thread.open";
    anchor::Anchor anchor;
    std::string text;
    std::string title;  // empty when it has none

    /// Also corrupt when the op's entity is not its id.
    [[nodiscard]] static Result<ThreadOpen> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    /// A thread that is there is not opened again: never an effect.
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
    /// The thread as it is after this op alone, but for what fold.cpp keeps (heads, last, op_count).
    [[nodiscard]] Thread start(const Op& op) &&;
};

}  // namespace restante::core::ops
