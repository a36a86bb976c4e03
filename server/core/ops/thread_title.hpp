// thread.title {"base"?,"title"}: another title, or none when it is empty. Anyone may give it; the last in
// order wins and what it replaces goes to the history. `base` is the op that gave the title the author was
// looking at (absent when there was none): when that is not the one replaced, the replaced one is marked
// concurrent. PURE; see core/ops/kind.hpp.
#pragma once

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct ThreadTitle {
    static constexpr std::string_view kind = "thread.title";
    std::optional<OpId> base;
    std::string title;

    [[nodiscard]] static Result<ThreadTitle> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
