#include "core/ops/thread_open.hpp"

#include "core/ops/anchor_member.hpp"
#include "core/ops/bounds.hpp"

namespace restante::core::ops {

Result<ThreadOpen> ThreadOpen::read(const Op& op) {
    if (op.entity != op.id.as<EntityTag>())
        return fail(Errc::corrupt, "\"entity\" of a thread.open is not the op's own id");
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto text = body->string("text");
    if (!text) return tl::unexpected(std::move(text).error());
    if (auto ok = check_text(*text); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    auto title = body->optional_string("title");
    if (!title) return tl::unexpected(std::move(title).error());
    auto title_text = std::move(*title).value_or(std::string());
    if (auto ok = check_title(title_text); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    auto anchor = read_anchor(*body);
    if (!anchor) return tl::unexpected(std::move(anchor).error());
    return ThreadOpen{std::move(*anchor), std::move(*text), std::move(title_text)};
}

std::string ThreadOpen::write() const {
    oplog::BodyWriter body;
    body.raw("anchor", write_anchor(anchor)).string("text", text);
    if (!title.empty()) body.string("title", title);
    return body.take();
}

Result<void> ThreadOpen::authorize(const Op&, const Thread*) const {
    return {};
}

bool ThreadOpen::apply(Thread&, const Op&) && {
    return false;
}

Thread ThreadOpen::start(const Op& op) && {
    Thread thread;
    thread.id = op.entity.as<ThreadTag>();
    thread.space = op.space;
    thread.opener = op.actor;
    thread.opened_at = op.at;
    if (!title.empty()) {
        thread.title = std::move(title);
        thread.title_op = op.id;
        thread.title_author = op.actor;
        thread.title_at = op.at;
    }
    thread.anchor = std::move(anchor);
    thread.anchor_op = op.id;
    thread.state = {ThreadState::open, op.id, op.actor, op.at};
    Comment opening;
    opening.id = op.id.as<CommentTag>();
    opening.author = op.actor;
    opening.at = op.at;
    opening.text = std::move(text);
    opening.version = op.id;
    thread.comments.push_back(std::move(opening));
    thread.updated_at = op.at;
    return thread;
}

}  // namespace restante::core::ops
