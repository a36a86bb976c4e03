#include "core/make_op.hpp"

#include "core/ops/bounds.hpp"
#include "oplog/codec.hpp"

namespace restante::core::making {

tl::unexpected<Error> refuse(Errc code, std::string message, std::string hint) {
    return tl::unexpected(Error{code, std::move(message), std::move(hint)});
}

tl::unexpected<Error> pass_on(Result<void>&& refused) {
    return tl::unexpected(std::move(refused).error());
}

std::vector<OpId> parents_of(const Thread& thread) {
    const auto& heads = thread.heads;
    const auto count = std::min(heads.size(), oplog::op_parents_max);
    return {heads.end() - static_cast<std::ptrdiff_t>(count), heads.end()};
}

Result<oplog::Op> make_op(const Stamp& stamp, EntityId entity, const std::vector<OpId>& parents,
                          std::string_view kind, std::string body) {
    if (stamp.lamport < 1 || stamp.lamport > oplog::lamport_max)
        return fail(Errc::internal, "the log's clock is out of range ({})", stamp.lamport);
    oplog::Op op{.id = stamp.id,
                 .space = stamp.space,
                 .kind = std::string(kind),
                 .entity = entity,
                 .actor = stamp.actor,
                 .device = stamp.device,
                 .lamport = stamp.lamport,
                 .parents = parents,
                 .at = stamp.at,
                 .body = std::move(body)};
    // Escapes make the stored form longer than what was typed. The rest of an op is short: no need to encode
    // one whose body is well below the bound.
    if (op.body.size() > oplog::op_bytes_max / 2 && oplog::encode(op).size() > oplog::op_bytes_max)
        return refuse(Errc::too_large,
                      fmt::format("stored, this takes more than {} bytes", oplog::op_bytes_max),
                      "shorten it");
    return op;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view white_space = " \t\r\n\v\f";
    const auto from = text.find_first_not_of(white_space);
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(white_space) - from + 1));
}

Result<void> check_typed(std::string_view text) {
    if (auto ok = ops::check_text(text); !ok) return ok;
    if (const auto at = text.find('\0'); at != std::string_view::npos)
        return refuse(Errc::invalid_argument, fmt::format("the text holds a NUL byte (byte {})", at),
                      "send text; a binary file is better named than quoted");
    return {};
}

Result<void> check_typed_or_empty(std::string_view text) {
    return trimmed(text).empty() ? Result<void>{} : check_typed(text);
}

}  // namespace restante::core::making
