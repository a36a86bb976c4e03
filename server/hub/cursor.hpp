// Where a replica is in a space's log, in a form that a hub which lost data notices. PURE.
//
// Text: `<epoch>.<seq>.<chain><seal>`. The chain is a running digest of all op ids up to seq, so a hub that
// was restored from an older backup and has grown since gives another chain at the same seq. The seal is
// keyed with a secret of the hub's database: only a cursor that this hub (or the one its backup was made
// from) really gave out can make it believe that it lost data. For clients the whole is opaque.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "hub/digest.hpp"

namespace restante::hub {

using EpochId = Id<struct EpochTag>;

/// The digest at seq 0 is all zero.
using Chain = std::array<std::uint8_t, 8>;

/// The first 8 bytes of SHA-256(previous chain ‖ op id).
[[nodiscard]] Chain next_chain(const Chain& previous, const OpId& op) noexcept;

struct Cursor {
    EpochId epoch;
    std::uint64_t seq = 0;
    Chain chain{};
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

[[nodiscard]] std::string cursor_text(const Cursor& cursor, const Sha256& secret);

/// Nothing for a text that is malformed or not sealed with this secret.
[[nodiscard]] std::optional<Cursor> cursor_from_text(std::string_view text, const Sha256& secret);

/// How a cursor that this hub sealed stands to what the hub holds.
enum class CursorFit {
    fits,     // go on from there
    foreign,  // of another epoch
    lost,     // of this epoch, yet the hub does not hold what it says: the hub lost data
};

/// `chain_there` is the hub's chain at the cursor's seq; nothing when the space ends before it.
[[nodiscard]] CursorFit judge_cursor(const Cursor& cursor, const EpochId& epoch,
                                     const std::optional<Chain>& chain_there) noexcept;

}  // namespace restante::hub
