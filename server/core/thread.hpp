// A thread: the fold of the ops that name it. PURE values; made by core/fold.hpp only.
//
// A decision is a thread that is not about one place, and a place that a decision governs is a thread in
// which nothing is said: so comments, edits, redaction, anchors and following are the same for all three.
// Which of them it is, role_of says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "anchor/anchor.hpp"
#include "base/clock.hpp"
#include "base/id.hpp"
#include "core/decision.hpp"
#include "core/link.hpp"
#include "core/revision.hpp"
#include "oplog/op.hpp"

namespace restante::core {

struct Comment {
    CommentId id;  // the id of the op that added it
    ActorId author;
    TimeMs at = 0;
    std::string text;  // Markdown; empty once redacted
    OpId version;      // the op that gave the current text: what an edit names as its base
    std::optional<TimeMs> edited_at;
    bool redacted = false;
    std::vector<Revision> history;  // oldest first; texts cleared when redacted
    friend bool operator==(const Comment&, const Comment&) = default;
};

enum class ThreadState { open, resolved };

struct StateChange {
    ThreadState state = ThreadState::open;
    OpId op;
    ActorId actor;
    TimeMs at = 0;
    friend bool operator==(const StateChange&, const StateChange&) = default;
};

struct Thread {
    ThreadId id;
    std::string space;
    ActorId opener;
    TimeMs opened_at = 0;
    std::string title;             // empty when it has none
    std::optional<OpId> title_op;  // the op that gave the current title; absent when none ever did
    ActorId title_author;          // of title_op; what the history keeps once the title is replaced
    TimeMs title_at = 0;
    std::vector<Revision> title_history;
    anchor::Anchor anchor;  // the current one; thread.reanchor replaces it
    OpId anchor_op;
    StateChange state;              // the last change in order; its op is the opening op at first
    std::vector<Comment> comments;  // in order; a conversation's first is the opening comment
    TimeMs updated_at = 0;          // the largest `at` of the ops that had an effect
    std::vector<OpId> heads;        // ops of this entity that no op of it names as parent; ascending
    oplog::OrderKey last;           // the last op folded: a later one may be applied without folding again
    std::uint64_t op_count = 0;
    std::vector<Link> links;            // in the order they were made
    std::optional<Decision> decision;   // then the anchor has a repository and nothing else
    std::optional<DecisionId> governs;  // the code at the anchor is governed by it; resolved: no longer
    friend bool operator==(const Thread&, const Thread&) = default;
};

/// Numbers are stored (store/migrations.cpp).
enum class Role { conversation, place, decision };

[[nodiscard]] inline Role role_of(const Thread& thread) noexcept {
    if (thread.decision) return Role::decision;
    return thread.governs ? Role::place : Role::conversation;
}

}  // namespace restante::core
