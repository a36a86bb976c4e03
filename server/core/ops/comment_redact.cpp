#include "core/ops/comment_redact.hpp"

#include "core/ops/find_comment.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<CommentRedact> CommentRedact::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    return body->id<CommentId>("comment").map([](CommentId id) { return CommentRedact{id}; });
}

std::string CommentRedact::write() const {
    return oplog::BodyWriter().id("comment", comment).take();
}

Result<void> CommentRedact::authorize(const Op& op, const Thread* thread) const {
    const auto* found = thread ? find_comment(*thread, comment) : nullptr;
    if (found && found->author != op.actor)
        return fail(Errc::forbidden, "comment {} is another author's: only its author may redact it",
                    short_text(comment));
    return {};
}

bool CommentRedact::apply(Thread& thread, const Op&) && {
    auto* found = find_comment(thread, comment);
    if (!found || found->redacted) return false;
    found->redacted = true;
    // Not clear(): the bytes shall leave the memory too.
    found->text = std::string();
    for (auto& revision : found->history)
        revision.text = std::string();
    return true;
}

}  // namespace restante::core::ops
