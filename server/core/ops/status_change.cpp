#include "core/ops/status_change.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {

Result<std::string> read_reason(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    auto reason = body->optional_string("reason");
    if (!reason) return tl::unexpected(std::move(reason).error());
    if (*reason)
        if (auto ok = check_text(**reason); !ok) return tl::unexpected(as_corrupt(std::move(ok).error()));
    return std::move(*reason).value_or(std::string());
}

std::string write_reason(const std::string& reason) {
    oplog::BodyWriter body;
    if (!reason.empty()) body.string("reason", reason);
    return body.take();
}

bool change_status(Thread& thread, const Op& op, DecisionStatus status, std::string reason) {
    if (!thread.decision) return false;
    thread.decision->changes.push_back({status, op.id, op.actor, op.at, std::move(reason)});
    if (status == DecisionStatus::accepted) thread.decision->edited_since_accepted = false;
    return true;
}

}  // namespace restante::core::ops
