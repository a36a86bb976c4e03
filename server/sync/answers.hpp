// The hub's answers (protocol/schema/hub.json) as what the engine understands. PURE.
#pragma once

#include <string_view>

#include "sync/events.hpp"

namespace restante::sync {

/// The body of a 200 to a push. A Failure of kind garbage for anything else.
[[nodiscard]] tl::expected<PushAnswer, Failure> read_push_answer(std::string epoch, std::string_view body);

/// An answer that is not 200: the hub's own words when it has any. `elsewhere`: where a redirect leads.
[[nodiscard]] Failure read_failure(int http_status, std::optional<std::uint32_t> retry_after,
                                   std::string_view body, std::string elsewhere = {});

[[nodiscard]] Failure garbage(std::string message);

/// What a person can do about it, or may expect; empty when the message says all.
[[nodiscard]] std::string next_step(const Failure& failure);

}  // namespace restante::sync
