// The pull lane: the hub's log to the store, one request in flight (and for a moment a second one beside a
// long poll), one write at a time with the store.
#include <algorithm>

#include "sync/answers.hpp"
#include "sync/backoff.hpp"
#include "sync/cursor.hpp"
#include "sync/engine.hpp"

namespace restante::sync {
namespace {

/// An empty answer to a long poll that came sooner than this was not held.
constexpr TimeMs held_ms_min = 1'000;
constexpr TimeMs poll_interval_ms_max = 30'000;

}  // namespace

void Engine::pump_pull() {
    if (pull_request_) {
        const bool waiting = pull_request_->wait_s > 0 && !pull_request_->saw_ops && !parked_;
        if (sync_wanted_ && waiting && last_pull_ < sync_mark_ && pull_request_->id < sync_mark_)
            start_check();
        return;
    }
    if (answer_complete_ || !chunks_.empty() || storing_) return;  // the answer before is not stored yet
    const bool asked_for = sync_wanted_ && last_pull_ < sync_mark_;
    if (asked_for) pull_.due.reset();
    if (!is_due(pull_)) return;
    // A long poll only when all is well: after a failure the quick answer tells that it is over.
    const bool wait = caught_up_ && !pull_.failure && !login_.failure && !asked_for && !received_more_;
    start_pull(wait ? options_.wait_s : 0);
}

void Engine::start_pull(std::uint32_t wait_s) {
    pull_request_ = PullRequest{next_id_++, wait_s, moment_.now, false};
    received_cursor_ = cursor_;
    received_more_ = false;
    act(Pull{pull_request_->id, cursor_, options_.pull_limit, wait_s});
}

/// A person asked, and a long poll is open: its silence is no proof. Ask beside it (the answer comes at once,
/// by the connection that pushes use) rather than cutting and reopening its connection.
void Engine::start_check() {
    parked_ = std::exchange(pull_request_, std::nullopt);
    start_pull(0);
}

void Engine::on(PullProgress&& input) {
    if (parked_ && parked_->id == input.request) {
        if (input.chunk.count == 0) return act(ChunkDone{input.request});
        // The long poll was quicker than the check.
        act(Cancel{pull_request_->id});
        pull_request_ = std::exchange(parked_, std::nullopt);
    }
    if (!pull_request_ || pull_request_->id != input.request) return;
    auto& chunk = input.chunk;
    const auto parts = parse_cursor(chunk.cursor);
    if (!parts || (chunk.more && chunk.count == 0 && chunk.cursor == received_cursor_)) {
        act(Cancel{input.request});
        return pull_failed(garbage("the hub sent a cursor that leads nowhere"));
    }
    if (!epoch_fits(parts->epoch)) return;
    if (chunk.count > 0) {
        pull_request_->saw_ops = true;
        if (parked_) act(Cancel{parked_->id});
        parked_.reset();
    }
    received_cursor_ = chunk.cursor;
    received_more_ = chunk.more;
    chunks_from_ = input.request;
    if (chunk.count == 0 && chunk.cursor == cursor_)
        return act(ChunkDone{input.request});  // nothing to write
    chunks_.push_back(std::move(chunk));
}

void Engine::on(PullAnswered&& input) {
    if (parked_ && parked_->id == input.request) {
        parked_.reset();  // over without news; the check beside it tells how things stand
        return;
    }
    if (!pull_request_ || pull_request_->id != input.request) return;
    if (input.failure) return pull_failed(std::move(*input.failure));
    answer_complete_ = true;
    if (chunks_.empty()) pull_complete();
}

void Engine::pull_failed(Failure failure) {
    std::optional<RequestId> request;
    if (pull_request_) request = pull_request_->id;
    pull_request_.reset();
    answer_complete_ = false;
    if (parked_) act(Cancel{parked_->id});
    parked_.reset();
    // What arrived before the failure is whole and in order, and is stored all the same; the next request
    // starts from there.
    if (failure.kind == FailureKind::http && failure.http_status == 409 && !cursor_.empty()) return reset();
    fail(pull_, std::move(failure), request);
}

/// A request ended well and all it brought is stored.
void Engine::pull_complete() {
    const auto request = *std::exchange(pull_request_, std::nullopt);
    answer_complete_ = false;
    last_pull_ = request.id;
    succeeded(pull_, push_);
    const bool held = request.wait_s == 0 || request.saw_ops || received_more_ ||
                      moment_.now - request.sent_at >= held_ms_min;
    unheld_ = held ? 0 : unheld_ + 1;
    // A hub (or something before it) that does not hold long polls is polled, ever more slowly.
    if (unheld_ > 1)
        set_retry(pull_, std::min(poll_interval_ms_max, retry_delay_ms_min << std::min(unheld_ - 2, 8U)));
    if (received_more_) return;
    // This pull began after those were acknowledged and ended before them: the hub lost them meanwhile, and
    // nobody has seen them, so that no cursor tells the hub.
    if (std::erase_if(unshown_, [&](const auto& op) { return op.second <= request.id; }) > 0)
        look_for_leftovers();
    caught_up_ = true;
    first_ = false;
    resets_ = 0;
    if (parked_) pull_request_ = std::exchange(parked_, std::nullopt);
}

void Engine::store_next() {
    if (storing_ || chunks_.empty()) return;
    gather_chunks();
    storing_ = next_id_++;
    act(StoreOps{*storing_, chunks_.front()});
}

/// What has arrived while the store was busy is stored together: a transaction, and a row of each thread that
/// its ops are about, is written once for all of it.
void Engine::gather_chunks() {
    auto& front = chunks_.front();
    auto next = std::next(chunks_.begin());
    for (; next != chunks_.end(); ++next) {
        if (front.count + next->count > options_.store_ops_max ||
            front.lines.size() + next->lines.size() > options_.store_bytes_max)
            break;
        front.lines += next->lines;
        front.count += next->count;
        front.cursor = std::move(next->cursor);
        front.more = next->more;
    }
    gathered_ = static_cast<std::size_t>(next - chunks_.begin());
    chunks_.erase(std::next(chunks_.begin()), next);
}

void Engine::chunk_saved(const Result<OutboxCounts>& outcome) {
    const Chunk chunk = std::move(chunks_.front());
    chunks_.pop_front();
    if (!outcome) {
        // The cursor stays; what came behind this chunk would leave a hole.
        chunks_.clear();
        if (pull_request_) act(Cancel{pull_request_->id});
        return pull_failed({FailureKind::local,
                            0,
                            {},
                            outcome.error().code,
                            fmt::format("cannot store what the hub sent: {}", outcome.error().message)});
    }
    for (; pull_request_ && gathered_ > 0; --gathered_)
        act(ChunkDone{chunks_from_});
    outbox_ = *outcome;
    cursor_ = chunk.cursor;
    cursor_seq_ = parse_cursor(cursor_)->seq;
    const bool awaited = !unshown_.empty();
    unshown_.erase(unshown_.begin(), unshown_.upper_bound(cursor_seq_));
    if (awaited) look_for_leftovers();
    // What arrived may be what a deferred op was waiting for.
    if (chunk.count > 0) deferred_.due.reset();
    if (answer_complete_ && chunks_.empty()) pull_complete();
}

void Engine::forgotten(const Result<OutboxCounts>& outcome) {
    if (!outcome)
        return fail(pull_,
                    {FailureKind::local,
                     0,
                     {},
                     outcome.error().code,
                     fmt::format("cannot start over with the changed hub: {}", outcome.error().message)});
    must_forget_ = false;
    outbox_ = *outcome;
    act(Introduce{});
}

}  // namespace restante::sync
