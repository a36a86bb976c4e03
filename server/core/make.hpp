// Making ops: each function validates what a person asked for against what the person sees, and gives the op
// to append. PURE: time, ids and the log's clock come in as a Stamp. Refusals are Errors with a hint.
#pragma once

#include "base/error.hpp"
#include "core/thread.hpp"

namespace restante::core {

/// What makes an op this author's, here and now.
struct Stamp {
    OpId id;
    std::string space;
    ActorId actor;
    DeviceId device;
    std::uint64_t lamport = 0;  // one more than the largest seen in the space
    TimeMs at = 0;
};

/// Bounds on what is typed. Over them: too_large, naming the bound; the draft stays.
inline constexpr std::size_t text_bytes_max = 64 * 1024;
inline constexpr std::size_t title_bytes_max = 200;

/// The thread's id is the stamp's id. `text` is the opening comment. invalid_argument for text that is empty
/// or blank, or not UTF-8; title may be empty.
[[nodiscard]] Result<oplog::Op> make_open(const Stamp&, anchor::Anchor, std::string text, std::string title);
[[nodiscard]] Result<oplog::Op> make_comment(const Stamp&, const Thread&, std::string text);
/// `base` is the Comment::version that the author was editing. forbidden for another's comment; not_found;
/// conflict when the comment is redacted; invalid_argument when nothing would change.
[[nodiscard]] Result<oplog::Op> make_edit(const Stamp&, const Thread&, CommentId, std::string text,
                                          OpId base);
[[nodiscard]] Result<oplog::Op> make_redact(const Stamp&, const Thread&, CommentId);
/// These four refuse, as invalid_argument, decisions (core/make_decision.hpp) and what makes no sense for a
/// place. conflict when it is already so.
[[nodiscard]] Result<oplog::Op> make_resolve(const Stamp&, const Thread&);
[[nodiscard]] Result<oplog::Op> make_reopen(const Stamp&, const Thread&);
[[nodiscard]] Result<oplog::Op> make_title(const Stamp&, const Thread&, std::string title);
[[nodiscard]] Result<oplog::Op> make_reanchor(const Stamp&, const Thread&, anchor::Anchor);
[[nodiscard]] Result<oplog::Op> make_profile(const Stamp&, std::string name, std::string email);

}  // namespace restante::core
