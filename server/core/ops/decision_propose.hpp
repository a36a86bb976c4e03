// decision.propose {"answer"?,"from"?,"repository","title", texts?}: a decision, proposed. The op's id is its
// id and the op's entity. `from` is the thread that it grew out of, `answer` the comment of it that is the
// accepted answer: links from the start. PURE; see core/ops/kind.hpp.
#pragma once

#include <array>
#include <optional>

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionPropose {
    static constexpr std::string_view kind = "decision.propose";
    std::string repository;
    std::string title;
    std::array<std::string, decision_fields> texts;  // by DecisionField; empty ones are left out
    std::optional<ThreadId> from;
    std::optional<CommentId> answer;

    /// Also corrupt when the op's entity is not its id.
    [[nodiscard]] static Result<DecisionPropose> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    /// One that is there is not proposed again: never an effect.
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
    /// The decision as it is after this op alone, but for what fold.cpp keeps.
    [[nodiscard]] Thread start(const Op& op) &&;
};

}  // namespace restante::core::ops
