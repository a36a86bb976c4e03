#include "core/ops/comment_add.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<CommentAdd> CommentAdd::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto text = body->string("text");
    if (!text) return tl::unexpected(std::move(text).error());
    if (auto ok = check_text(*text); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return CommentAdd{std::move(*text)};
}

std::string CommentAdd::write() const {
    return oplog::BodyWriter().string("text", text).take();
}

Result<void> CommentAdd::authorize(const Op&, const Thread*) const {
    return {};
}

bool CommentAdd::apply(Thread& thread, const Op& op) && {
    Comment comment;
    comment.id = op.id.as<CommentTag>();
    comment.author = op.actor;
    comment.at = op.at;
    comment.text = std::move(text);
    comment.version = op.id;
    thread.comments.push_back(std::move(comment));
    return true;
}

}  // namespace restante::core::ops
