// One effective op of every kind, for the tests that go through all of them.
#pragma once

#include <optional>

#include "core/ops/actor_profile.hpp"
#include "core/ops/comment_add.hpp"
#include "core/ops/comment_edit.hpp"
#include "core/ops/comment_redact.hpp"
#include "core/ops/thread_open.hpp"
#include "core/ops/thread_reanchor.hpp"
#include "core/ops/thread_reopen.hpp"
#include "core/ops/thread_resolve.hpp"
#include "core/ops/thread_title.hpp"
#include "unit/core/desk.hpp"

namespace restante::tests {

/// A body of this kind against the thread and one comment of it; nothing for a kind that this file forgot.
inline std::optional<std::string> sample_body(std::string_view kind, const core::Thread& thread,
                                              const core::Comment& comment, std::string_view word) {
    using namespace core::ops;
    const std::string text = fmt::format("“{}”\tsays\nwho?", word);
    if (kind == ThreadOpen::kind) return ThreadOpen{sample_anchor(), text, std::string(word)}.write();
    if (kind == ThreadTitle::kind) return ThreadTitle{thread.title_op, std::string(word)}.write();
    if (kind == ThreadResolve::kind) return ThreadResolve{}.write();
    if (kind == ThreadReopen::kind) return ThreadReopen{}.write();
    if (kind == ThreadReanchor::kind)
        return ThreadReanchor{sample_anchor(static_cast<std::uint32_t>(word.size()))}.write();
    if (kind == CommentAdd::kind) return CommentAdd{text}.write();
    if (kind == CommentEdit::kind) return CommentEdit{comment.version, comment.id, text}.write();
    if (kind == CommentRedact::kind) return CommentRedact{comment.id}.write();
    if (kind == ActorProfile::kind) return ActorProfile{"ada@example.org", std::string(word)}.write();
    return std::nullopt;
}

inline oplog::Op sample_op_of(std::string_view kind, const core::Stamp& stamp, const core::Thread& thread,
                              const core::Comment& comment, std::string_view word) {
    auto entity = thread.id.as<EntityTag>();
    if (kind == core::ops::ThreadOpen::kind) entity = stamp.id.as<EntityTag>();
    if (kind == core::ops::ActorProfile::kind) entity = stamp.actor.as<EntityTag>();
    auto op = raw_op(stamp, entity, kind, sample_body(kind, thread, comment, word).value());
    if (entity == thread.id.as<EntityTag>()) op.parents = thread.heads;
    return op;
}

}  // namespace restante::tests
