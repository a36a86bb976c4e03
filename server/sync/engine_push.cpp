// The push lane: the outbox to the hub, one batch in flight.
#include <algorithm>

#include "sync/backoff.hpp"
#include "sync/engine.hpp"

namespace restante::sync {
namespace {

/// Acknowledged ops that the pull lane has not yet been shown. Beyond this the pull lane goes first.
constexpr std::size_t unshown_max = 100'000;

/// Refusals that may end by themselves, as when an edit arrives before the thread that it belongs to (the
/// other author's replica is about to push that one). The op stays pending.
bool may_pass_later(Errc code) {
    switch (code) {
        case Errc::not_found:
        case Errc::unavailable:
        case Errc::rate_limited:
        case Errc::deadline_exceeded:
        case Errc::io:
        case Errc::internal:
            return true;
        default:
            return false;
    }
}

}  // namespace

void Engine::pump_push() {
    if (deferred_count_ > 0 && !outbox_rewind_ && is_due(deferred_)) outbox_dirty_ = outbox_rewind_ = true;
    // Until the first pull reached the end we do not know what the hub has, and would push it all again.
    if (!caught_up_ || !outbox_dirty_ || push_request_ || rejecting_ || !is_due(push_)) return;
    if (unshown_.size() >= unshown_max) return;
    // Not before all that was acknowledged has been shown (and so is no longer pending) or is known to be
    // lost.
    if (outbox_rewind_ && unshown_.empty()) {
        outbox_rewind_ = false;
        push_after_ = 0;
        deferred_count_ = 0;
    }
    push_request_ = next_id_++;
    pushed_at_ = moment_.now;
    push_cursor_seq_ = cursor_seq_;
    outbox_dirty_ = false;  // an append while it is in flight sets it again
    act(Push{*push_request_, push_after_, static_cast<std::uint32_t>(batch_ops_), batch_bytes_});
}

void Engine::on(PushAnswered&& input) {
    if (push_request_ != input.request) return;
    push_request_.reset();
    if (input.answer) {
        if (input.sent.empty()) {  // the outbox had nothing: no request was made
            push_ = Retry{};       // what a failed push had carried has been shown by a pull meanwhile
            return;
        }
        if (!epoch_fits(input.answer->epoch)) return;
        take_results(input);
        return;
    }
    outbox_dirty_ = true;
    auto& failure = input.answer.error();
    if (failure.kind == FailureKind::http && failure.http_status == 413) {
        too_large(input);
        return;
    }
    fail(push_, std::move(failure), input.request);
}

void Engine::take_results(const PushAnswered& input) {
    const auto& results = input.answer->results;
    const auto garbage = [&](std::string message) {
        outbox_dirty_ = true;
        fail(push_, Failure{FailureKind::garbage, 200, {}, Errc::corrupt, std::move(message)}, input.request);
    };
    if (results.size() != input.sent.size()) return garbage("the hub's answer does not match what was sent");
    MarkRejected mark;
    std::map<std::uint64_t, RequestId> acknowledged;
    std::uint64_t deferred = 0;
    std::string deferred_reason;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& result = results[i];
        if (!(result.id == input.sent[i] || (result.id.is_nil() && result.verdict == PushVerdict::rejected)))
            return garbage("the hub's answer does not match what was sent");
        if (result.verdict != PushVerdict::rejected) {
            if (result.seq == 0) return garbage("the hub acknowledged an op without its number");
            // We sent it because the cursor was past this number and it had not been shown.
            if (result.verdict == PushVerdict::duplicate && result.seq <= push_cursor_seq_)
                return garbage("the hub says that it has an op which it does not show");
            if (result.seq > cursor_seq_) acknowledged.emplace(result.seq, next_id_);
        } else if (may_pass_later(result.code)) {
            ++deferred;
            deferred_reason = result.reason;
        } else {
            mark.rejections.push_back({input.sent[i], result.code, result.reason});
        }
    }
    succeeded(push_, pull_);
    unshown_.merge(acknowledged);
    push_after_ = std::max(push_after_, input.position);
    if (input.outbox_has_more) outbox_dirty_ = true;
    // Bounds that were halved grow back, but not to what was refused.
    batch_ops_ = std::min<std::uint64_t>(batch_ops_ * 2, options_.push_ops_max);
    if (batch_bytes_ * 2 < too_many_bytes_)
        batch_bytes_ = std::min(batch_bytes_ * 2, options_.push_bytes_max);
    if (deferred > 0) {
        deferred_count_ += deferred;
        ++deferred_.failures;
        deferred_.failure = Failure{FailureKind::http,
                                    200,
                                    {},
                                    Errc::unavailable,
                                    fmt::format("the hub cannot take {} yet: {}", deferred, deferred_reason)};
        set_retry(deferred_, backoff_ms(deferred_.failures, moment_.random));
    } else if (deferred_count_ == 0 && !outbox_dirty_) {
        deferred_ = Retry{};
    }
    look_for_leftovers();
    if (!mark.rejections.empty()) {
        rejecting_ = mark.job = next_id_++;
        act(std::move(mark));
    }
}

/// Once all that was acknowledged should have been shown: what is still pending was lost by the hub meanwhile
/// (or appended, or is about to be rejected, which a look finds out).
void Engine::look_for_leftovers() {
    if (unshown_.empty() && (outbox_rewind_ || outbox_.pending > deferred_count_))
        outbox_dirty_ = outbox_rewind_ = true;
}

/// 413: half of it next time. What is too large alone is refused here, so that the rest can go.
void Engine::too_large(const PushAnswered& input) {
    if (input.sent.size() > 1) {
        too_many_bytes_ = std::min(too_many_bytes_, input.sent_bytes);
        batch_ops_ = std::max<std::uint64_t>(1, input.sent.size() / 2);
        batch_bytes_ = std::max<std::uint64_t>(1, input.sent_bytes / 2);
        return;
    }
    const auto& failure = input.answer.error();
    if (input.sent.empty()) return fail(push_, failure, input.request);
    rejecting_ = next_id_++;
    act(MarkRejected{
        *rejecting_,
        {{input.sent.front(), Errc::too_large,
          fmt::format("{} bytes are more than the hub takes: {}", input.sent_bytes, failure.message)}}});
}

void Engine::rejections_saved(const Result<OutboxCounts>& outcome) {
    if (outcome) {
        outbox_ = *outcome;
        return;
    }
    outbox_dirty_ = outbox_rewind_ = true;
    fail(push_, Failure{FailureKind::local,
                        0,
                        {},
                        outcome.error().code,
                        fmt::format("cannot note what the hub refused: {}", outcome.error().message)});
}

}  // namespace restante::sync
