#include "core/ops/decision_propose.hpp"

#include "anchor/codec.hpp"
#include "core/ops/bounds.hpp"
#include "core/ops/decision_texts.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<DecisionPropose> DecisionPropose::read(const Op& op) {
    if (op.entity != op.id.as<EntityTag>())
        return fail(Errc::corrupt, "\"entity\" of a decision.propose is not the op's own id");
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    DecisionPropose data;
    auto repository = body->string("repository");
    if (!repository) return tl::unexpected(std::move(repository).error());
    if (repository->empty() || repository->size() > anchor::repository_bytes_max)
        return fail(Errc::corrupt, "\"repository\" is no repository id");
    data.repository = std::move(*repository);
    auto title = body->string("title");
    if (!title) return tl::unexpected(std::move(title).error());
    if (auto ok = check_decision_title(*title); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    data.title = std::move(*title);
    for (std::size_t i = 0; i < decision_fields; ++i) {
        auto text = body->optional_string(decision_field_names[i]);
        if (!text) return tl::unexpected(std::move(text).error());
        data.texts[i] = std::move(*text).value_or(std::string());
        if (auto ok = check_field(static_cast<DecisionField>(i), data.texts[i]); !ok)
            return tl::unexpected(as_corrupt(std::move(ok).error()));
    }
    auto from = body->optional_id<ThreadId>("from");
    if (!from) return tl::unexpected(std::move(from).error());
    data.from = *from;
    auto answer = body->optional_id<CommentId>("answer");
    if (!answer) return tl::unexpected(std::move(answer).error());
    data.answer = *answer;
    return data;
}

std::string DecisionPropose::write() const {
    oplog::BodyWriter body;
    body.string("repository", repository).string("title", title);
    for (std::size_t i = 0; i < decision_fields; ++i)
        if (!texts[i].empty()) body.string(decision_field_names[i], texts[i]);
    if (from) body.id("from", *from);
    if (answer) body.id("answer", *answer);
    return body.take();
}

Result<void> DecisionPropose::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionPropose::apply(Thread&, const Op&) && {
    return false;
}

Thread DecisionPropose::start(const Op& op) && {
    Thread thread;
    thread.id = op.entity.as<ThreadTag>();
    thread.space = op.space;
    thread.opener = op.actor;
    thread.opened_at = op.at;
    thread.title = std::move(title);
    thread.title_op = op.id;
    thread.title_author = op.actor;
    thread.title_at = op.at;
    thread.anchor.repository = std::move(repository);
    thread.state = {ThreadState::open, op.id, op.actor, op.at};
    thread.updated_at = op.at;
    auto& decision = thread.decision.emplace();
    for (std::size_t i = 0; i < decision_fields; ++i)
        decision.texts[i] = {std::move(texts[i]), op.id, op.actor, op.at, {}};
    decision.changes.push_back({DecisionStatus::proposed, op.id, op.actor, op.at, {}});
    const auto link = [&](LinkRel rel, LinkType type, std::string target) {
        thread.links.push_back({rel, {type, std::move(target)}, op.id, op.actor, op.at});
    };
    if (from) link(LinkRel::grew_out_of, LinkType::entity, to_text(*from));
    if (answer) link(LinkRel::answer, LinkType::comment, to_text(*answer));
    return thread;
}

}  // namespace restante::core::ops
