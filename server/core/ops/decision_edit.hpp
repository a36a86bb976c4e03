// decision.edit {field:{"base","text"},…}: other texts for a decision (the title among them), by anyone. Of
// each the last edit in order wins; what it replaces goes to the history, marked concurrent when it is not
// the `base` that the author was looking at. PURE; see core/ops/kind.hpp.
#pragma once

#include <array>
#include <optional>

#include "core/ops/kind.hpp"

namespace restante::core::ops {

struct DecisionEdit {
    static constexpr std::string_view kind = "decision.edit";
    struct Text {
        OpId base;
        std::string text;
    };
    std::optional<Text> title;
    std::array<std::optional<Text>, decision_fields> texts;  // by DecisionField

    /// Also corrupt when it changes nothing.
    [[nodiscard]] static Result<DecisionEdit> read(const Op& op);
    [[nodiscard]] std::string write() const;
    [[nodiscard]] Result<void> authorize(const Op& op, const Thread* thread) const;
    [[nodiscard]] bool apply(Thread& thread, const Op& op) &&;
};

}  // namespace restante::core::ops
