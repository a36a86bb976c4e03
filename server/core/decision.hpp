// What makes a thread a decision: its texts, its status, who stands where. PURE values; made by core/fold.hpp
// only, as a part of core/thread.hpp, whose title, comments and links are the decision's own.
//
// Superseded is no status here: whether another decision took this one's place is looked up where links are
// (store), so that a proposed successor retires nobody and a withdrawn one gives back what it took.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision.hpp"

namespace restante::core {

/// Numbers are stored: new ones come last.
enum class DecisionStatus { proposed, accepted, rejected, deprecated };

/// Texts in Markdown but for the last two: globs of paths in the repository, one a line; a date, YYYY-MM-DD.
enum class DecisionField { context, options, outcome, consequences, applies_to, review_by };
inline constexpr std::size_t decision_fields = 6;
inline constexpr std::array<std::string_view, decision_fields> decision_field_names{
    "context", "options", "outcome", "consequences", "applies_to", "review_by"};

struct StatusChange {
    DecisionStatus status = DecisionStatus::proposed;
    OpId op;
    ActorId actor;
    TimeMs at = 0;
    std::string reason;  // may be empty
    friend bool operator==(const StatusChange&, const StatusChange&) = default;
};

enum class Stand { consent, objection, abstain };

struct StandTaken {
    OpId op;
    ActorId actor;
    TimeMs at = 0;
    Stand stand = Stand::consent;
    std::string text;  // why; may be empty
    friend bool operator==(const StandTaken&, const StandTaken&) = default;
};

struct Decision {
    std::array<EditedText, decision_fields> texts;
    std::vector<StatusChange> changes;    // in order, the proposal first; the last one is the status
    std::vector<StandTaken> positions;    // in order; of one actor only the last counts
    bool edited_since_accepted = false;   // it reads otherwise than what was accepted
    std::optional<std::uint64_t> number;  // the alias that the hub gave
    friend bool operator==(const Decision&, const Decision&) = default;

    [[nodiscard]] DecisionStatus status() const {
        return changes.empty() ? DecisionStatus::proposed : changes.back().status;
    }
    [[nodiscard]] const EditedText& text(DecisionField field) const {
        return texts[static_cast<std::size_t>(field)];
    }
};

[[nodiscard]] std::string_view to_string(DecisionStatus status) noexcept;
[[nodiscard]] std::string_view to_string(Stand stand) noexcept;
[[nodiscard]] std::optional<Stand> stand_of(std::string_view name) noexcept;

/// "D-" and the last characters of its id: what people call it. Any thread's id may be given.
[[nodiscard]] std::string decision_name(ThreadId id);

/// The globs of applies_to, as its text holds them.
[[nodiscard]] std::vector<std::string> lines_of_globs(std::string_view applies_to);
[[nodiscard]] inline std::vector<std::string> globs_of(const Decision& decision) {
    return lines_of_globs(decision.text(DecisionField::applies_to).text);
}

}  // namespace restante::core
