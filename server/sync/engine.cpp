// Dispatch, retries, the timer and what people see. The two lanes are in engine_push.cpp and engine_pull.cpp.
#include "sync/engine.hpp"

#include <algorithm>

#include "sync/answers.hpp"
#include "sync/backoff.hpp"
#include "sync/cursor.hpp"

namespace restante::sync {
namespace {

/// Nothing of it was asked anything: there was no connection, or what stands before it had none, and it did
/// not say when to come again.
bool not_reached(const Failure& failure) {
    if (failure.kind == FailureKind::offline) return true;
    const bool no_gateway = failure.http_status == 502 || failure.http_status == 504;
    return failure.kind == FailureKind::http && no_gateway && !failure.retry_after;
}

/// A person who asks is not kept waiting behind a request that has had no answer for so long.
constexpr TimeMs hangs_after_ms = 5'000;

}  // namespace

std::string_view to_string(SyncState state) noexcept {
    switch (state) {
        case SyncState::idle:
            return "idle";
        case SyncState::syncing:
            return "syncing";
        case SyncState::offline:
            return "offline";
        case SyncState::needs_login:
            return "needs_login";
        case SyncState::error:
            return "error";
        case SyncState::no_hub:
            return "no_hub";
    }
    return "error";
}

Engine::Engine(EngineOptions options)
    : options_(options), batch_ops_(options.push_ops_max), batch_bytes_(options.push_bytes_max) {}

std::vector<Action> Engine::step(Input input, Moment moment) {
    moment_ = moment;
    actions_.clear();
    const bool first = std::holds_alternative<Started>(input);
    if (first == running_) return {};  // not started yet, stopped, or started twice
    std::visit([this]<class T>(T&& value) { on(std::forward<T>(value)); }, std::move(input));
    if (running_) {
        pump();
        finish_sync_if_done();
        pump_timer();
        pump_report();
    }
    return std::move(actions_);
}

void Engine::on(Started&& input) {
    running_ = true;
    link_ = input.link;
    cursor_ = std::move(input.cursor);
    first_ = cursor_.empty();
    if (const auto parts = parse_cursor(cursor_)) {
        epoch_ = parts->epoch;
        cursor_seq_ = parts->seq;
    }
    outbox_ = input.outbox;
    outbox_dirty_ = outbox_.pending > 0;
    if (link_ == Link::ready) act(Introduce{});
}

void Engine::on(LocalOpsAppended&& input) {
    outbox_ = input.outbox;
    outbox_dirty_ = true;
    hasten(caught_up_ ? push_ : pull_);  // without a whole pull nothing is pushed
}

void Engine::on(RejectedRetried&& input) {
    outbox_ = input.outbox;
    outbox_dirty_ = outbox_rewind_ = true;
    push_.due.reset();
}

void Engine::on(TimerFired&&) {
    timer_.reset();
}

void Engine::on(LoginChanged&& input) {
    cancel_requests();
    link_ = input.link;
    push_ = pull_ = deferred_ = login_ = Retry{};
    outbox_dirty_ = outbox_rewind_ = outbox_.pending > 0;
    if (link_ == Link::ready) act(Introduce{});
}

/// Whether the hub has not said a word for so long that asking once more is worth it. A long poll may wait.
bool Engine::hangs() const {
    const auto since = [&](TimeMs at) { return moment_.now - at >= hangs_after_ms; };
    const bool pull = pull_request_ && pull_request_->wait_s == 0 && !pull_request_->saw_ops;
    return (push_request_ && since(pushed_at_)) || (pull && since(pull_request_->sent_at));
}

void Engine::on(SyncRequested&&) {
    if (hangs()) {
        outbox_dirty_ = outbox_dirty_ || push_request_;
        cancel_requests();
    }
    sync_wanted_ = true;
    sync_mark_ = next_id_;
    push_.due.reset();
    pull_.due.reset();
    deferred_.due.reset();
    login_.due.reset();
}

void Engine::on(Stop&&) {
    cancel_requests();
    if (timer_) act(SetTimer{});
    if (sync_wanted_) fail_sync("stopped");
    running_ = false;
}

void Engine::on(Saved&& input) {
    // Writes of before a reset are carried out before ForgetAcks, and their outcome no longer matters.
    if (storing_ == input.job) {
        storing_.reset();
        chunk_saved(input.outcome);
    } else if (rejecting_ == input.job) {
        rejecting_.reset();
        rejections_saved(input.outcome);
    } else if (forgetting_ == input.job) {
        forgetting_.reset();
        forgotten(input.outcome);
    }
}

void Engine::pump() {
    if (link_ != Link::ready) {
        if (sync_wanted_) fail_sync(status().text);
        return;
    }
    // A due time that has passed must not arm the timer again, whether or not its lane can start now.
    const bool pull_due = is_due(pull_);
    (void)is_due(push_);
    (void)is_due(deferred_);
    if (must_forget_) {
        if (!forgetting_ && pull_due) {
            forgetting_ = next_id_++;
            act(ForgetAcks{*forgetting_});
        }
        return;
    }
    store_next();
    const bool may_ask = is_due(login_);
    if (!login_.failure) pump_push();
    if (may_ask) pump_pull();
}

void Engine::pump_timer() {
    std::optional<TimeMs> at;
    const auto consider = [&](const Retry& retry) {
        if (retry.due) at = std::min(at.value_or(*retry.due), *retry.due);
    };
    if (link_ == Link::ready && login_.due) {
        consider(login_);
    } else if (link_ == Link::ready) {
        if (!login_.failure) consider(push_);
        consider(pull_);
        if (!login_.failure) consider(deferred_);
    }
    if (at == timer_) return;
    timer_ = at;
    act(SetTimer{at});
}

void Engine::pump_report() {
    Report report{status()};
    if (reported_) {
        // The time of the last success alone is no news: a quiet space would report with each long poll.
        report.status.last_success_at = reported_->status.last_success_at;
        if (report == *reported_) return;
        report.status.last_success_at = last_success_at_;
    }
    reported_ = report;
    act(std::move(report));
}

void Engine::finish_sync_if_done() {
    if (!sync_wanted_) return;
    const bool pulled = caught_up_ && last_pull_ >= sync_mark_ && !storing_ && chunks_.empty();
    const bool pushed = !push_request_ && !rejecting_ && !outbox_dirty_ && unsent() <= deferred_count_;
    if (!pulled || !pushed) return;
    sync_wanted_ = false;
    act(SyncFinished{true, deferred_.failure ? deferred_.failure->message : "up to date"});
}

void Engine::fail_sync(std::string text) {
    sync_wanted_ = false;
    act(SyncFinished{false, std::move(text)});
}

void Engine::cancel_requests() {
    if (push_request_) act(Cancel{*push_request_});
    if (pull_request_) act(Cancel{pull_request_->id});
    if (parked_) act(Cancel{parked_->id});
    push_request_.reset();
    pull_request_.reset();
    parked_.reset();
    answer_complete_ = false;
    // A chunk that is with the store stays there; those behind it came by the request that was cancelled.
    if (!chunks_.empty()) chunks_.erase(chunks_.begin() + (storing_ ? 1 : 0), chunks_.end());
}

/// The hub is another one, or lost data. Everything known about it is void.
void Engine::reset() {
    cancel_requests();
    chunks_.clear();
    storing_.reset();
    rejecting_.reset();
    forgetting_.reset();
    epoch_.clear();
    cursor_.clear();
    cursor_seq_ = 0;
    caught_up_ = false;
    must_forget_ = true;
    unshown_.clear();
    push_ = deferred_ = Retry{};
    deferred_count_ = 0;
    outbox_dirty_ = outbox_rewind_ = true;
    pull_ = Retry{};
    // The second reset without a complete pull in between: two hubs behind one name, perhaps. Go slower.
    if (++resets_ > 1) {
        pull_.failures = resets_ - 1;
        pull_.failure =
            Failure{FailureKind::garbage, 0, {}, Errc::conflict, "the hub keeps changing its identity"};
        set_retry(pull_, backoff_ms(pull_.failures, moment_.random));
    }
}

bool Engine::epoch_fits(const std::string& epoch) {
    if (epoch_.empty()) epoch_ = epoch;
    if (epoch_ == epoch) return true;
    reset();
    return false;
}

void Engine::set_retry(Retry& retry, TimeMs delay) {
    retry.delay = delay;
    retry.due = moment_.now + delay;
}

/// A request, or (without one) a write, failed: remember why, for people, and when to try again.
void Engine::fail(Retry& retry, Failure failure, std::optional<RequestId> request) {
    ++retry.failures;
    if (failure.kind == FailureKind::http && failure.http_status == 401) {
        // Not for good: a proxy before the hub says this, too, and a hub that was restored from a backup.
        cancel_requests();
        login_.failure = std::move(failure);
        set_retry(login_, backoff_ms(login_failures_first + login_.failures++, moment_.random));
        if (sync_wanted_) fail_sync(status().text);
        return;
    }
    // Whatever answers now does not ask who we are: that is the trouble to tell of.
    if (failure.kind != FailureKind::local && failure.kind != FailureKind::offline) login_ = Retry{};
    TimeMs delay = not_reached(failure) ? reconnect_ms(retry.failures, moment_.random, options_.loopback)
                                        : backoff_ms(retry.failures, moment_.random);
    if (failure.kind == FailureKind::http && failure.http_status == 403) delay = forbidden_delay_ms;
    if (failure.retry_after) delay = retry_after_ms(*failure.retry_after, moment_.random);
    retry.failure = std::move(failure);
    retry.failed_at = moment_.now;
    set_retry(retry, delay);
    if (!sync_wanted_) return;
    // What had begun before a person asked is no answer to them: it is tried once more, at once.
    if (request && *request < sync_mark_) return retry.due.reset();
    fail_sync(retry.failure->message);
}

/// Somebody wrote, and perhaps knows that the hub is back: what only waits for it to be reached is tried now.
/// Not sooner than the shortest wait after the last time, however fast they write.
void Engine::hasten(Retry& retry) const {
    if (!retry.due || !retry.failure || !not_reached(*retry.failure)) return;
    const TimeMs soonest = *retry.due - retry.delay + retry_delay_ms_min;
    if (soonest >= *retry.due) return;
    retry.due = soonest;
    retry.delay = retry_delay_ms_min;
}

bool Engine::is_due(Retry& retry) const {
    if (!retry.due) return true;
    // Further away than it was when it was set: the wall clock was set back meanwhile.
    const TimeMs left = *retry.due - moment_.now;
    if (left > 0 && left <= retry.delay) return false;
    retry.due.reset();
    return true;
}

/// One lane got through; when the other one only waits for the network or the hub to come back, it need not
/// wait longer.
void Engine::succeeded(Retry& retry, Retry& other) {
    last_success_at_ = moment_.now;
    retry = login_ = Retry{};
    const bool passing = other.failure && other.failure->kind != FailureKind::local &&
                         !other.failure->retry_after && other.failure->http_status != 403;
    if (passing) other.due.reset();
}

/// Pending ops that the hub has not even acknowledged.
std::uint64_t Engine::unsent() const {
    return outbox_.pending > unshown_.size() ? outbox_.pending - unshown_.size() : 0;
}

Status Engine::status() const {
    Status status{SyncState::idle, "up to date", false, last_success_at_, {}, unsent(), outbox_.rejected, {}};
    if (first_ && link_ != Link::no_hub) status.received = cursor_seq_;
    const auto problem = [&](const Retry& retry) {
        const auto kind = retry.failure->kind;
        status.state = kind == FailureKind::offline ? SyncState::offline : SyncState::error;
        const auto next = next_step(*retry.failure);
        status.text =
            next.empty() ? retry.failure->message : fmt::format("{}; {}", retry.failure->message, next);
        status.local = kind == FailureKind::local;
        status.next_try_at = retry.due;
    };
    if (link_ == Link::no_hub) {
        status.state = SyncState::no_hub;
        status.text = "no hub is set up for this space; everything is kept here";
    } else if (link_ == Link::needs_login || login_.failure) {
        status.state = SyncState::needs_login;
        status.text = "the hub wants a login";
        status.next_try_at = login_.due;
    } else if (push_.failure || pull_.failure) {
        // What came last is how things stand.
        const bool of_pull = !push_.failure || (pull_.failure && pull_.failed_at > push_.failed_at);
        problem(of_pull ? pull_ : push_);
    } else if (!caught_up_ || storing_ || push_request_ || unsent() > deferred_count_) {
        status.state = SyncState::syncing;
        status.text = caught_up_ ? "sending" : "receiving";
        if (storing_) status.text = "receiving";
        if (first_)
            status.text = fmt::format("the first sync is under way: {} entries received so far", cursor_seq_);
    } else if (deferred_.failure) {
        status.text = deferred_.failure->message;
    }
    return status;
}

bool Engine::receiving() const {
    const bool more = !caught_up_ && pull_request_ && pull_request_->saw_ops && received_more_;
    return storing_ || !chunks_.empty() || more;
}

}  // namespace restante::sync
