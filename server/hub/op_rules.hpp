// Which pushed op the hub takes: every rule that needs no database. PURE and table-tested; hub/push.hpp
// fetches what the rules ask about.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "hub/op_store.hpp"
#include "oplog/op.hpp"

namespace restante::hub {

/// One line of a push. `bytes` points into the pushed body.
struct PushLine {
    std::string_view bytes;
    Result<oplog::Op> op;  // decoded, of the right space and valid by itself; or why not
    OpId id{};             // of the op, if it could be decoded at all; else nil
};

/// Splits and checks a body of one canonical op per line; a last line break ends no empty line. too_large for
/// more lines than `lines_max`.
[[nodiscard]] Result<std::vector<PushLine>> read_push(std::string_view body, std::string_view space,
                                                      std::size_t lines_max);

/// True while replicas may give back to a hub that lost data what others wrote.
[[nodiscard]] bool in_recovery(const Epoch& epoch, TimeMs now) noexcept;

/// May this user push an op of an actor that `owner` owns (nothing: nobody does, so the op is relayed)?
[[nodiscard]] Result<void> check_actor(std::string_view user, const std::optional<std::string>& owner,
                                       bool recovery);

/// Nobody pushes what only a hub writes, the numbers of decisions among it: a relayed one cannot be told from
/// one that was made up.
[[nodiscard]] Result<void> check_author(const ActorId& actor);

/// A clock far ahead of everybody's would use up the numbers that all others must count beyond.
[[nodiscard]] Result<void> check_lamport(std::uint64_t lamport, std::uint64_t space_max);

/// What core::authorize must be shown to judge an op of this kind.
enum class Judged { by_itself, with_thread, not_at_all };
[[nodiscard]] Judged how_judged(std::string_view kind) noexcept;

}  // namespace restante::hub
