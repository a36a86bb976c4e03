#include "core/make.hpp"

#include <algorithm>

#include "anchor/codec.hpp"
#include "core/make_op.hpp"
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

namespace restante::core {
namespace {

using namespace making;
using oplog::Op;

/// Decisions and places are threads that some of this is not for.
Result<void> only_on(const Thread& thread, std::string_view verb, std::initializer_list<Role> roles) {
    const auto role = role_of(thread);
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) return {};
    if (role == Role::decision)
        return refuse(Errc::invalid_argument,
                      fmt::format("{} is a decision, which cannot be {}", decision_name(thread.id), verb),
                      "restante decision --help says what can be done with one");
    return refuse(
        Errc::invalid_argument,
        fmt::format("{} is a place that a decision governs, which cannot be {}", short_text(thread.id), verb),
        fmt::format("say it of the decision, {}", decision_name(thread.governs->as<ThreadTag>())));
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

}  // namespace

Result<Op> make_open(const Stamp& stamp, anchor::Anchor anchor, std::string text, std::string title) {
    title = trimmed(title);
    if (auto ok = check_typed(text); !ok) return pass_on(std::move(ok));
    if (auto ok = ops::check_title(title); !ok) return pass_on(std::move(ok));
    if (auto ok = anchor::check(anchor); !ok) return pass_on(std::move(ok));
    const ops::ThreadOpen data{std::move(anchor), std::move(text), std::move(title)};
    return make(stamp, stamp.id.as<EntityTag>(), data);
}

Result<Op> make_comment(const Stamp& stamp, const Thread& thread, std::string text) {
    if (auto ok = only_on(thread, "commented on", {Role::conversation, Role::decision}); !ok)
        return pass_on(std::move(ok));
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
    if (auto ok = only_on(thread, "resolved", {Role::conversation, Role::place}); !ok)
        return pass_on(std::move(ok));
    if (thread.state.state == ThreadState::resolved)
        return refuse(Errc::conflict, fmt::format("thread {} is resolved already", short_text(thread.id)),
                      "");
    return make_in(stamp, thread, ops::ThreadResolve{});
}

Result<Op> make_reopen(const Stamp& stamp, const Thread& thread) {
    if (auto ok = only_on(thread, "reopened as a thread", {Role::conversation, Role::place}); !ok)
        return pass_on(std::move(ok));
    if (thread.state.state == ThreadState::open)
        return refuse(Errc::conflict, fmt::format("thread {} is open already", short_text(thread.id)), "");
    return make_in(stamp, thread, ops::ThreadReopen{});
}

Result<Op> make_title(const Stamp& stamp, const Thread& thread, std::string title) {
    if (auto ok = only_on(thread, "given a title that way", {Role::conversation}); !ok)
        return pass_on(std::move(ok));
    title = trimmed(title);
    if (auto ok = ops::check_title(title); !ok) return pass_on(std::move(ok));
    if (thread.title == title)
        return refuse(Errc::invalid_argument, "the title is the same as before", "change it, or leave it");
    return make_in(stamp, thread, ops::ThreadTitle{thread.title_op, std::move(title)});
}

Result<Op> make_reanchor(const Stamp& stamp, const Thread& thread, anchor::Anchor anchor) {
    if (auto ok = only_on(thread, "attached elsewhere", {Role::conversation, Role::place}); !ok)
        return pass_on(std::move(ok));
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
    return make(stamp, stamp.actor.as<EntityTag>(), data);
}

}  // namespace restante::core
