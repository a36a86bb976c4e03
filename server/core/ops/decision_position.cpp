#include "core/ops/decision_position.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<DecisionPosition> DecisionPosition::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto name = body->string("stand");
    if (!name) return tl::unexpected(std::move(name).error());
    const auto stand = stand_of(*name);
    if (!stand) return fail(Errc::corrupt, "\"stand\" is none of consent, objection and abstain");
    auto text = body->optional_string("text");
    if (!text) return tl::unexpected(std::move(text).error());
    if (*text)
        if (auto ok = check_text(**text); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return DecisionPosition{*stand, std::move(*text).value_or(std::string())};
}

std::string DecisionPosition::write() const {
    oplog::BodyWriter body;
    body.string("stand", to_string(stand));
    if (!text.empty()) body.string("text", text);
    return body.take();
}

Result<void> DecisionPosition::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionPosition::apply(Thread& thread, const Op& op) && {
    if (!thread.decision) return false;
    thread.decision->positions.push_back({op.id, op.actor, op.at, stand, std::move(text)});
    return true;
}

}  // namespace restante::core::ops
