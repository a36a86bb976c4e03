#include "core/ops/comment_edit.hpp"

#include "core/ops/bounds.hpp"
#include "core/ops/find_comment.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<CommentEdit> CommentEdit::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto base = body->id<OpId>("base");
    if (!base) return tl::unexpected(std::move(base).error());
    auto comment = body->id<CommentId>("comment");
    if (!comment) return tl::unexpected(std::move(comment).error());
    auto text = body->string("text");
    if (!text) return tl::unexpected(std::move(text).error());
    if (auto ok = check_text(*text); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return CommentEdit{*base, *comment, std::move(*text)};
}

std::string CommentEdit::write() const {
    return oplog::BodyWriter().id("base", base).id("comment", comment).string("text", text).take();
}

Result<void> CommentEdit::authorize(const Op& op, const Thread* thread) const {
    const auto* found = thread ? find_comment(*thread, comment) : nullptr;
    if (found && found->author != op.actor)
        return fail(Errc::forbidden, "comment {} is another author's: only its author may edit it",
                    short_text(comment));
    return {};
}

bool CommentEdit::apply(Thread& thread, const Op& op) && {
    auto* found = find_comment(thread, comment);
    if (!found || found->redacted) return false;
    found->history.push_back({.op = found->version,
                              .author = found->author,
                              .at = found->edited_at.value_or(found->at),
                              .text = std::move(found->text),
                              .concurrent = base != found->version});
    found->text = std::move(text);
    found->version = op.id;
    found->edited_at = op.at;
    return true;
}

}  // namespace restante::core::ops
