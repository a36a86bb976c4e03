#include "core/make.hpp"

#include "anchor/codec.hpp"
#include "core/ops/actor_profile.hpp"
#include "core/ops/bounds.hpp"
#include "core/ops/comment_add.hpp"
#include "core/ops/comment_edit.hpp"
#include "core/ops/comment_redact.hpp"
#include "core/ops/find_comment.hpp"
#include "core/ops/thread_open.hpp"
#include "core/ops/thread_reanchor.hpp"
#include "core/ops/thread_reopen.hpp"
#include "core/ops/thread_resolve.hpp"
#include "core/ops/thread_title.hpp"
#include "oplog/codec.hpp"

namespace restante::core {
namespace {

using oplog::Op;

tl::unexpected<Error> refuse(Errc code, std::string message, std::string hint) {
    return tl::unexpected(Error{code, std::move(message), std::move(hint)});
}

tl::unexpected<Error> pass_on(Result<void>&& refused) {
    return tl::unexpected(std::move(refused).error());
}

/// The newest heads: ids are in time order.
std::vector<OpId> parents_of(const Thread& thread) {
    const auto& heads = thread.heads;
    const auto count = std::min(heads.size(), oplog::op_parents_max);
    return {heads.end() - static_cast<std::ptrdiff_t>(count), heads.end()};
}

template <class K>
Result<Op> make(const Stamp& stamp, EntityId entity, const std::vector<OpId>& parents, const K& data) {
    if (stamp.lamport < 1 || stamp.lamport > oplog::lamport_max)
        return fail(Errc::internal, "the log's clock is out of range ({})", stamp.lamport);
    Op op{.id = stamp.id,
          .space = stamp.space,
          .kind = std::string(K::kind),
          .entity = entity,
          .actor = stamp.actor,
          .device = stamp.device,
          .lamport = stamp.lamport,
          .parents = parents,
          .at = stamp.at,
          .body = data.write()};
    // Escapes make the stored form longer than what was typed. The rest of an op is short: no need to encode
    // one whose body is well below the bound.
    if (op.body.size() > oplog::op_bytes_max / 2 && oplog::encode(op).size() > oplog::op_bytes_max)
        return refuse(Errc::too_large,
                      fmt::format("stored, this takes more than {} bytes", oplog::op_bytes_max),
                      "shorten it");
    return op;
}

template <class K>
Result<Op> make_in(const Stamp& stamp, const Thread& thread, const K& data) {
    return make(stamp, thread.id.as<EntityTag>(), parents_of(thread), data);
}

Result<const Comment*> own_comment(const Stamp& stamp, const Thread& thread, CommentId id,
                                   std::string_view verb) {
    const auto* comment = ops::find_comment(thread, id);
    if (!comment)
        return refuse(Errc::not_found,
                      fmt::format("no comment {} in thread {}", short_text(id), short_text(thread.id)),
                      "show the thread again for its comments");
    if (comment->author != stamp.actor)
        return refuse(Errc::forbidden, fmt::format("only its author may {} comment {}", verb, short_text(id)),
                      "reply to it instead");
    return comment;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view white_space = " \t\r\n\v\f";
    const auto from = text.find_first_not_of(white_space);
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(white_space) - from + 1));
}

/// What is typed, more strictly than what is read: a text with NUL may be in a log already, and stays
/// readable.
Result<void> check_typed(std::string_view text) {
    if (auto ok = ops::check_text(text); !ok) return ok;
    if (const auto at = text.find('\0'); at != std::string_view::npos)
        return refuse(Errc::invalid_argument, fmt::format("the text holds a NUL byte (byte {})", at),
                      "send text; a binary file is better named than quoted");
    return {};
}

}  // namespace

Result<Op> make_open(const Stamp& stamp, anchor::Anchor anchor, std::string text, std::string title) {
    title = trimmed(title);
    if (auto ok = check_typed(text); !ok) return pass_on(std::move(ok));
    if (auto ok = ops::check_title(title); !ok) return pass_on(std::move(ok));
    if (auto ok = anchor::check(anchor); !ok) return pass_on(std::move(ok));
    const ops::ThreadOpen data{std::move(anchor), std::move(text), std::move(title)};
    return make(stamp, stamp.id.as<EntityTag>(), {}, data);
}

Result<Op> make_comment(const Stamp& stamp, const Thread& thread, std::string text) {
    if (auto ok = check_typed(text); !ok) return pass_on(std::move(ok));
    return make_in(stamp, thread, ops::CommentAdd{std::move(text)});
}

Result<Op> make_edit(const Stamp& stamp, const Thread& thread, CommentId id, std::string text, OpId base) {
    const auto comment = own_comment(stamp, thread, id, "edit");
    if (!comment) return tl::unexpected(comment.error());
    if ((*comment)->redacted)
        return refuse(Errc::conflict, fmt::format("comment {} is redacted", short_text(id)),
                      "write a new comment");
    if (auto ok = check_typed(text); !ok) return pass_on(std::move(ok));
    if ((*comment)->text == text)
        return refuse(Errc::invalid_argument, "the text is the same as before", "change it, or leave it");
    return make_in(stamp, thread, ops::CommentEdit{base, id, std::move(text)});
}

Result<Op> make_redact(const Stamp& stamp, const Thread& thread, CommentId id) {
    const auto comment = own_comment(stamp, thread, id, "redact");
    if (!comment) return tl::unexpected(comment.error());
    if ((*comment)->redacted)
        return refuse(Errc::conflict, fmt::format("comment {} is redacted already", short_text(id)), "");
    return make_in(stamp, thread, ops::CommentRedact{id});
}

Result<Op> make_resolve(const Stamp& stamp, const Thread& thread) {
    if (thread.state.state == ThreadState::resolved)
        return refuse(Errc::conflict, fmt::format("thread {} is resolved already", short_text(thread.id)),
                      "");
    return make_in(stamp, thread, ops::ThreadResolve{});
}

Result<Op> make_reopen(const Stamp& stamp, const Thread& thread) {
    if (thread.state.state == ThreadState::open)
        return refuse(Errc::conflict, fmt::format("thread {} is open already", short_text(thread.id)), "");
    return make_in(stamp, thread, ops::ThreadReopen{});
}

Result<Op> make_title(const Stamp& stamp, const Thread& thread, std::string title) {
    title = trimmed(title);
    if (auto ok = ops::check_title(title); !ok) return pass_on(std::move(ok));
    if (thread.title == title)
        return refuse(Errc::invalid_argument, "the title is the same as before", "change it, or leave it");
    return make_in(stamp, thread, ops::ThreadTitle{thread.title_op, std::move(title)});
}

Result<Op> make_reanchor(const Stamp& stamp, const Thread& thread, anchor::Anchor anchor) {
    if (auto ok = anchor::check(anchor); !ok) return pass_on(std::move(ok));
    if (thread.anchor == anchor)
        return refuse(Errc::invalid_argument, "the thread is anchored there already", "choose other lines");
    return make_in(stamp, thread, ops::ThreadReanchor{std::move(anchor)});
}

Result<Op> make_profile(const Stamp& stamp, std::string name, std::string email) {
    name = trimmed(name);
    email = trimmed(email);
    if (auto ok = ops::check_name(name); !ok) return pass_on(std::move(ok));
    if (auto ok = ops::check_email(email); !ok) return pass_on(std::move(ok));
    const ops::ActorProfile data{std::move(email), std::move(name)};
    return make(stamp, stamp.actor.as<EntityTag>(), {}, data);
}

}  // namespace restante::core
