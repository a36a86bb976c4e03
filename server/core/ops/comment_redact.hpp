// comment.redact {"comment"}: takes a comment's texts away, the earlier ones too, and keeps its place. For
// good: an edit ordered later has no effect. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct CommentRedact {
    static constexpr std::string_view kind = "comment.redact";
    CommentId comment;

    [[nodiscard]] static Result<CommentRedact> read(const Op& op);
    [[nodiscard]] std::string write() const;
    /// Only the comment's author.
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
