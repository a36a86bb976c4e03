#include "core/ops/thread_title.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<ThreadTitle> ThreadTitle::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto base = body->optional_id<OpId>("base");
    if (!base) return tl::unexpected(std::move(base).error());
    auto title = body->string("title");
    if (!title) return tl::unexpected(std::move(title).error());
    if (auto ok = check_title(*title); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return ThreadTitle{*base, std::move(*title)};
}

std::string ThreadTitle::write() const {
    oplog::BodyWriter body;
    if (base) body.id("base", *base);
    return body.string("title", title).take();
}

Result<void> ThreadTitle::authorize(const Op&, const Thread*) const {
    return {};
}

bool ThreadTitle::apply(Thread& thread, const Op& op) && {
    if (thread.decision) return false;  // it has ops of its own for this
    if (!thread.title.empty() && thread.title_op)
        thread.title_history.push_back({.op = *thread.title_op,
                                        .author = thread.title_author,
                                        .at = thread.title_at,
                                        .text = std::move(thread.title),
                                        .concurrent = base != thread.title_op});
    thread.title = std::move(title);
    thread.title_op = op.id;
    thread.title_author = op.actor;
    thread.title_at = op.at;
    return true;
}

}  // namespace restante::core::ops
