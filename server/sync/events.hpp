// What goes into and comes out of the sync engine (sync/engine.hpp). PURE values. The host (the daemon, or
// the simulator) turns actions into work and reports each outcome as an input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"

namespace restante::sync {

using RequestId = std::uint64_t;  // one HTTP request; never used twice by one engine
using JobId = std::uint64_t;      // one write to the local store; the same

/// Time and randomness, handed in with every input.
struct Moment {
    TimeMs now = 0;
    std::uint64_t random = 0;
};

/// A piece of a pull that may be stored by itself: the op lines before one control line, and that line.
struct Chunk {
    std::string lines;      // canonical ops, each followed by '\n', in the hub's order
    std::size_t count = 0;  // of lines
    std::string cursor;     // where the hub is after them
    bool more = false;
    friend bool operator==(const Chunk&, const Chunk&) = default;
};

enum class FailureKind {
    offline,    // no connection: no network, no such host, refused, reset
    deadline,   // connected, but no answer in time
    untrusted,  // TLS: the certificate does not fit
    http,       // answered with an error status
    garbage,    // answered with something that is not the hub's API
    local,      // this machine's store refused
    cancelled,  // the transport was stopped
};

struct Failure {
    FailureKind kind = FailureKind::offline;
    int http_status = 0;                       // for http
    std::optional<std::uint32_t> retry_after;  // seconds
    Errc code = Errc::unavailable;
    std::string message;         // one sentence for people
    std::string elsewhere = {};  // the other origin that a redirect leads to, when there is one
    friend bool operator==(const Failure&, const Failure&) = default;
};

enum class PushVerdict { accepted, duplicate, rejected };

struct PushResult {
    OpId id;
    PushVerdict verdict = PushVerdict::rejected;
    std::uint64_t seq = 0;       // for accepted and duplicate
    Errc code = Errc::internal;  // for rejected
    std::string reason;          // for rejected
    friend bool operator==(const PushResult&, const PushResult&) = default;
};

struct PushAnswer {
    std::string epoch;
    std::vector<PushResult> results;  // one per op sent, in order
};

/// Ops of the space that the hub has not shown to us: those it may still take, and those it refused.
struct OutboxCounts {
    std::uint64_t pending = 0;
    std::uint64_t rejected = 0;
    friend bool operator==(const OutboxCounts&, const OutboxCounts&) = default;
};

enum class Link { no_hub, needs_login, ready };

// ---- inputs
// -------------------------------------------------------------------------------------------------

/// First input. `cursor` as the store has it; empty when nothing was ever pulled.
struct Started {
    std::string cursor;
    OutboxCounts outbox;
    Link link = Link::ready;
};
struct LocalOpsAppended {
    OutboxCounts outbox;
};
/// A person wants what the hub refused to be offered once more: it is pending again, in its old place of the
/// outbox.
struct RejectedRetried {
    OutboxCounts outbox;
};
/// Comes once for each Push. `sent` is empty when the outbox had nothing after `Push::after`.
struct PushAnswered {
    RequestId request = 0;
    tl::expected<PushAnswer, Failure> answer;
    std::vector<OpId> sent;
    std::uint64_t sent_bytes = 0;
    std::uint64_t position = 0;  // of the last op sent, in the outbox: the next Push::after
    bool outbox_has_more = false;
};
/// One or more for each Pull that goes well.
struct PullProgress {
    RequestId request = 0;
    Chunk chunk;
};
/// Comes once for each Pull, after its last PullProgress.
struct PullAnswered {
    RequestId request = 0;
    std::optional<Failure> failure;
};
/// Comes once for each StoreOps, MarkRejected and ForgetAcks, with the counts after it.
struct Saved {
    JobId job = 0;
    Result<OutboxCounts> outcome;
};
struct TimerFired {};
/// Another token, another certificate, logged out. (Another hub: stop this engine and start one with the
/// cursor empty, after ForgetAcks.)
struct LoginChanged {
    Link link = Link::ready;
};
/// A person asks: try now, whatever the backoff says. Answered by one SyncFinished.
struct SyncRequested {};
struct Stop {};

using Input = std::variant<Started, LocalOpsAppended, RejectedRetried, PushAnswered, PullProgress,
                           PullAnswered, Saved, TimerFired, LoginChanged, SyncRequested, Stop>;

// ---- actions
// ------------------------------------------------------------------------------------------------

/// Read the outbox (ops pending: neither shown by the hub nor rejected) in the order of arrival, from the
/// first whose position is greater than `after`; take at most that much, but at least one op; send it.
struct Push {
    RequestId request = 0;
    std::uint64_t after = 0;
    std::uint32_t ops_max = 0;
    std::uint64_t bytes_max = 0;
    friend bool operator==(const Push&, const Push&) = default;
};
struct Pull {
    RequestId request = 0;
    std::string cursor;
    std::uint32_t limit = 0;
    std::uint32_t wait_s = 0;
    friend bool operator==(const Pull&, const Pull&) = default;
};
/// No answer is wanted any more; one that still comes is ignored.
struct Cancel {
    RequestId request = 0;
    friend bool operator==(const Cancel&, const Cancel&) = default;
};
/// A PullProgress has been dealt with: the transport may read on (its window is bounded).
struct ChunkDone {
    RequestId request = 0;
    friend bool operator==(const ChunkDone&, const ChunkDone&) = default;
};
// The three writes. The host carries them out in the order given, each in one transaction.

/// Store the ops (those already there are only marked), mark each as shown by the hub, and set the cursor.
struct StoreOps {
    JobId job = 0;
    Chunk chunk;
    friend bool operator==(const StoreOps&, const StoreOps&) = default;
};
struct Rejection {
    OpId id;
    Errc code = Errc::internal;
    std::string reason;
    friend bool operator==(const Rejection&, const Rejection&) = default;
};
/// Keep these in the outbox as rejected, with their reasons. One that the hub has shown meanwhile stays
/// shown.
struct MarkRejected {
    JobId job = 0;
    std::vector<Rejection> rejections;
    friend bool operator==(const MarkRejected&, const MarkRejected&) = default;
};
/// Another hub, or one that lost data: every op of the space is pending again, the rejected ones too (another
/// hub judges anew), and the cursor is empty.
struct ForgetAcks {
    JobId job = 0;
    friend bool operator==(const ForgetAcks&, const ForgetAcks&) = default;
};
/// Tell the hub whose actor this is (POST /v1/me/actors); nobody waits for it.
struct Introduce {
    friend bool operator==(const Introduce&, const Introduce&) = default;
};
/// Give TimerFired at this time; replaces the timer set before. Absent: no timer.
struct SetTimer {
    std::optional<TimeMs> at;
    friend bool operator==(const SetTimer&, const SetTimer&) = default;
};

enum class SyncState { idle, syncing, offline, needs_login, error, no_hub };

[[nodiscard]] std::string_view to_string(SyncState state) noexcept;

/// What people see.
struct Status {
    SyncState state = SyncState::no_hub;
    std::string text;    // one sentence
    bool local = false;  // in state error: this machine's store refused, not the hub
    std::optional<TimeMs> last_success_at;
    std::optional<TimeMs> next_try_at;
    std::uint64_t pending = 0;  // ops the hub has not acknowledged
    std::uint64_t rejected = 0;
    std::optional<std::uint64_t> received;  // ops, while the space is fetched for the first time
    friend bool operator==(const Status&, const Status&) = default;
};
struct Report {
    Status status;
    friend bool operator==(const Report&, const Report&) = default;
};
/// The answer to all SyncRequested so far.
struct SyncFinished {
    bool ok = false;
    std::string text;
    friend bool operator==(const SyncFinished&, const SyncFinished&) = default;
};

using Action = std::variant<Push, Pull, Cancel, ChunkDone, StoreOps, MarkRejected, ForgetAcks, Introduce,
                            SetTimer, Report, SyncFinished>;

}  // namespace restante::sync
