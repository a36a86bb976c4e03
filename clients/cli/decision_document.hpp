// A decision as one Markdown document, which people write in their editor: a title, a few lines about it, a
// section for each text. PURE. Nothing that is written is lost: what fits nowhere is context.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/cpp/decisions.hpp"

namespace restante::cli {

struct DecisionDocument {
    std::string title;
    std::string context;
    std::string options;
    std::string outcome;
    std::string consequences;
    std::vector<std::string> applies_to;  // globs
    std::string review_by;                // YYYY-MM-DD; empty: not said
    friend bool operator==(const DecisionDocument&, const DecisionDocument&) = default;
};

[[nodiscard]] std::string document_text(const DecisionDocument& document);
/// Of any text: without headings all of it is the context.
[[nodiscard]] DecisionDocument parse_document(std::string_view text);
[[nodiscard]] DecisionDocument document_of(const protocol::SpaceDecision& decision);

/// The texts that differ, each with the version that it replaces.
[[nodiscard]] std::vector<protocol::DecisionTextChange> changes_between(
    const protocol::SpaceDecision& decision, const DecisionDocument& before, const DecisionDocument& after);

}  // namespace restante::cli
