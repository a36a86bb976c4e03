// comment.add {"text"}: a reply. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct CommentAdd {
    static constexpr std::string_view kind = "comment.add";
    std::string text;

    [[nodiscard]] static Result<CommentAdd> read(const Op& op);
    [[nodiscard]] std::string write() const;
    /// Everyone who may write to the space may reply.
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
