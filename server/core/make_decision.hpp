// Making the ops of decisions, as core/make.hpp makes those of threads: each function validates what a person
// asked for against what the person sees. PURE. On what is no decision all refuse, as invalid_argument.
#pragma once

#include "core/make.hpp"

namespace restante::core {

struct Proposal {
    std::string repository;
    std::string title;
    std::array<std::string, decision_fields> texts = {};  // by DecisionField
    std::optional<ThreadId> from = {};                    // the thread that it grew out of
    std::optional<CommentId> answer = {};                 // the comment of that thread that is the answer
};
/// The decision's id is the stamp's id.
[[nodiscard]] Result<oplog::Op> make_propose(const Stamp&, Proposal);

/// What a person changed; `base` is the version that was looked at, the current one when not said.
struct TextChange {
    std::string text;
    std::optional<OpId> base = {};
};
struct DecisionChanges {
    std::optional<TextChange> title = {};
    std::array<std::optional<TextChange>, decision_fields> texts = {};
};
/// Texts that are as they were are left out; invalid_argument when nothing would change.
[[nodiscard]] Result<oplog::Op> make_decision_edit(const Stamp&, const Thread&, DecisionChanges);

/// An objection says why: invalid_argument without a text. conflict when the author stands there already and
/// adds nothing.
[[nodiscard]] Result<oplog::Op> make_position(const Stamp&, const Thread&, Stand, std::string text);

/// `to`: accepted and rejected from proposed, deprecated from accepted, proposed from all others; conflict
/// otherwise, naming what it is.
[[nodiscard]] Result<oplog::Op> make_status(const Stamp&, const Thread&, DecisionStatus to,
                                            std::string reason);

/// The place's id is the stamp's id. `decision` may be proposed: then the place says so.
[[nodiscard]] Result<oplog::Op> make_govern(const Stamp&, const Thread& decision, anchor::Anchor);

/// On conversations and decisions. conflict for a link that is there, not_found for one to remove that is
/// not.
[[nodiscard]] Result<oplog::Op> make_link(const Stamp&, const Thread&, LinkRel, LinkTarget);
[[nodiscard]] Result<oplog::Op> make_unlink(const Stamp&, const Thread&, LinkRel, LinkTarget);

/// For the hub only.
[[nodiscard]] Result<oplog::Op> make_number(const Stamp&, ThreadId decision, const std::vector<OpId>& parents,
                                            std::int64_t number);

}  // namespace restante::core
