#include "hub/op_rules.hpp"

#include "core/authorize.hpp"
#include "core/ops/decision_number.hpp"
#include "hub/limits.hpp"
#include "oplog/codec.hpp"

namespace restante::hub {
namespace {

PushLine read_line(std::string_view bytes, std::string_view space) {
    PushLine line{bytes, oplog::decode(bytes), {}};
    if (!line.op) return line;
    line.id = line.op->id;
    if (line.op->space != space) {
        line.op = fail(Errc::invalid_argument, "the op belongs to space {}, not {}", line.op->space, space);
    } else if (auto valid = core::validate(*line.op); !valid) {
        line.op = tl::unexpected(std::move(valid).error());
    }
    return line;
}

}  // namespace

Result<std::vector<PushLine>> read_push(std::string_view body, std::string_view space,
                                        std::size_t lines_max) {
    std::vector<PushLine> lines;
    while (!body.empty()) {
        if (lines.size() == lines_max)
            return fail(Errc::too_large, "more than {} ops in one push", lines_max);
        const auto end = body.find('\n');
        lines.push_back(read_line(body.substr(0, end), space));
        if (end == body.npos) break;
        body.remove_prefix(end + 1);
    }
    return lines;
}

bool in_recovery(const Epoch& epoch, TimeMs now) noexcept {
    return epoch.recovered && now - epoch.began_at < recovery_window_ms;
}

Result<void> check_actor(std::string_view user, const std::optional<std::string>& owner, bool recovery) {
    if (!owner || *owner == user || recovery) return {};
    return fail(Errc::forbidden, "the op's actor belongs to user {}, not {}", *owner, user);
}

Result<void> check_author(const ActorId& actor) {
    if (actor != core::ops::hub_actor) return {};
    return fail(Errc::forbidden, "only a hub itself writes as the actor {}", to_text(actor));
}

Result<void> check_lamport(std::uint64_t lamport, std::uint64_t space_max) {
    if (lamport <= space_max + lamport_lead_max) return {};
    return fail(Errc::invalid_argument, "the op's lamport {} is more than {} ahead of the space's {}",
                lamport, lamport_lead_max, space_max);
}

Judged how_judged(std::string_view kind) noexcept {
    if (kind == "comment.edit" || kind == "comment.redact") return Judged::with_thread;
    if (kind == "actor.profile" || kind == core::ops::DecisionNumber::kind) return Judged::by_itself;
    return Judged::not_at_all;
}

}  // namespace restante::hub
