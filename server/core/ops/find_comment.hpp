// Looking a comment up in a thread, for the kinds that name one. PURE.
#pragma once

#include "core/thread.hpp"

namespace restante::core::ops {

/// From the newest back, since it is the new comments that people change. Null when there is none.
template <class ThreadType>
[[nodiscard]] auto find_comment(ThreadType& thread, const CommentId& id) -> decltype(thread.comments.data()) {
    for (auto i = thread.comments.size(); i-- > 0;)
        if (thread.comments[i].id == id) return &thread.comments[i];
    return nullptr;
}

}  // namespace restante::core::ops
