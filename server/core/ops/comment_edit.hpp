// comment.edit {"base","comment","text"}: another text for a comment, by its author. The last edit in order
// wins; what it replaces goes to the history. `base` is the version the author was looking at: when that is
// not the one replaced, the replaced one is marked concurrent. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct CommentEdit {
    static constexpr std::string_view kind = "comment.edit";
    OpId base;
    CommentId comment;
    std::string text;

    [[nodiscard]] static Result<CommentEdit> read(const Op& op);
    [[nodiscard]] std::string write() const;
    /// Only the comment's author.
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    /// No effect when the comment is not there, or redacted: a redacted text never comes back.
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
