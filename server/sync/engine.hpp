// Keeps one space of one replica and a hub at the same set of ops. PURE: a state machine (inputs to actions,
// see sync/events.hpp) that reads no clock, starts no thread and does no I/O; so the simulator runs the very
// same code as the daemon, thousands of faults a second.
//
// Owned by the host, one per space, used on one thread. It knows no SQL and no HTTP, and it never holds ops
// beyond the chunks of one pull that wait for the store.
//
// How nothing gets lost:
//  - An op counts as being on the hub only when the hub has *shown* it in a pull, in the same transaction
//  that
//    moves the cursor past it. A push answer is remembered in memory only, so as not to push twice. So the
//    cursor, whose chain the hub checks, covers every acknowledgement: a hub restored from a backup is
//    noticed by all.
//  - The cursor moves only together with the ops before it. When storing fails, all that came after is
//  dropped.
//  - Another epoch, or a cursor that the hub does not know: forget all acknowledgements, pull everything,
//  then
//    push what the hub did not show. The forgetting is durable before anything else happens.
#pragma once

#include <deque>
#include <map>

#include "sync/events.hpp"

namespace restante::sync {

struct EngineOptions {
    std::uint32_t wait_s = 30;                        // of a long poll
    std::uint32_t pull_limit = 50'000;                // ops in one answer
    std::uint32_t store_ops_max = 4'000;              // in one write, when that many have arrived
    std::uint64_t store_bytes_max = 4 * 1024 * 1024;  // the same; a chunk is never divided
    std::uint32_t push_ops_max = 2'000;               // in one batch; the hub's own bound is 5 000
    std::uint64_t push_bytes_max = 4 * 1024 * 1024;   // the hub's own bound is 8 MiB
    bool loopback = false;                            // the hub is on this machine
};

class Engine {
  public:
    explicit Engine(EngineOptions options = {});

    /// Actions in the order in which they are to be carried out. Inputs that no longer matter (answers to
    /// cancelled requests, …) give none.
    [[nodiscard]] std::vector<Action> step(Input input, Moment moment);

    [[nodiscard]] Status status() const;
    /// Ops of the hub are coming in: what is derived from them had better wait. It has ended when a Report
    /// says so.
    [[nodiscard]] bool receiving() const;

  private:
    /// Something that failed and is to be tried again, not before `due`.
    struct Retry {
        unsigned failures = 0;
        std::optional<TimeMs> due;
        TimeMs delay = 0;
        std::optional<Failure> failure;  // shown to people until the next success
        TimeMs failed_at = 0;
    };
    struct PullRequest {
        RequestId id = 0;
        std::uint32_t wait_s = 0;
        TimeMs sent_at = 0;
        bool saw_ops = false;
    };

    void on(Started&& input);
    void on(LocalOpsAppended&& input);
    void on(RejectedRetried&& input);
    void on(PushAnswered&& input);
    void on(PullProgress&& input);
    void on(PullAnswered&& input);
    void on(Saved&& input);
    void on(TimerFired&& input);
    void on(LoginChanged&& input);
    void on(SyncRequested&& input);
    void on(Stop&& input);

    // engine.cpp: what is common to both directions
    void pump();
    void pump_timer();
    void pump_report();
    void finish_sync_if_done();
    void fail_sync(std::string text);
    void reset();
    void cancel_requests();
    [[nodiscard]] bool epoch_fits(const std::string& epoch);
    void set_retry(Retry& retry, TimeMs delay);
    void fail(Retry& retry, Failure failure, std::optional<RequestId> request = {});
    void hasten(Retry& retry) const;
    [[nodiscard]] bool is_due(Retry& retry) const;
    [[nodiscard]] bool hangs() const;
    void succeeded(Retry& retry, Retry& other);
    [[nodiscard]] std::uint64_t unsent() const;
    template <class T>
    void act(T&& action) {
        actions_.emplace_back(std::forward<T>(action));
    }

    // engine_push.cpp
    void pump_push();
    void take_results(const PushAnswered& input);
    void look_for_leftovers();
    void too_large(const PushAnswered& input);
    void rejections_saved(const Result<OutboxCounts>& outcome);

    // engine_pull.cpp
    void pump_pull();
    void start_pull(std::uint32_t wait_s);
    void start_check();
    void store_next();
    void gather_chunks();
    void chunk_saved(const Result<OutboxCounts>& outcome);
    void forgotten(const Result<OutboxCounts>& outcome);
    void pull_failed(Failure failure);
    void pull_complete();

    EngineOptions options_;
    Moment moment_;
    std::vector<Action> actions_;
    bool running_ = false;
    Link link_ = Link::no_hub;
    OutboxCounts outbox_;
    std::uint64_t next_id_ = 1;
    std::optional<TimeMs> last_success_at_;
    std::optional<TimeMs> timer_;
    std::optional<Report> reported_;

    // The hub as we know it.
    std::string epoch_;   // empty until the first pull tells
    std::string cursor_;  // as stored
    std::uint64_t cursor_seq_ = 0;
    bool first_ = false;      // nothing was ever fetched before, and not all is yet
    bool caught_up_ = false;  // a pull reached the end since the start or the last reset
    bool must_forget_ = false;
    unsigned resets_ = 0;  // since a pull last reached the end

    // Push lane.
    Retry push_;
    std::optional<RequestId> push_request_;
    TimeMs pushed_at_ = 0;
    std::uint64_t push_cursor_seq_ = 0;  // cursor_seq_ when it was sent
    bool outbox_dirty_ = false;          // there may be pending ops after push_after_
    bool outbox_rewind_ = true;          // … and before it: start from 0 as soon as unshown_ is empty
    std::uint64_t push_after_ = 0;       // the position in the outbox up to which the hub has answered
    // What push answers acknowledged and no pull has come to yet: the hub's number, and the first request
    // after it.
    std::map<std::uint64_t, RequestId> unshown_;
    std::uint64_t batch_ops_ = 0;
    std::uint64_t batch_bytes_ = 0;
    std::uint64_t too_many_bytes_ = UINT64_MAX;  // the smallest batch that was refused as too large
    Retry deferred_;                             // ops that the hub cannot judge yet
    std::uint64_t deferred_count_ = 0;           // in this pass over the outbox
    std::optional<JobId> rejecting_;

    // Pull lane.
    Retry pull_;
    std::optional<PullRequest> pull_request_;
    std::optional<PullRequest> parked_;  // a long poll that stays open while a check runs beside it
    std::deque<Chunk> chunks_;           // the front is being stored when storing_ is set
    std::size_t gathered_ = 0;           // as how many chunks the one that is being stored had arrived
    RequestId chunks_from_ = 0;
    std::string received_cursor_;
    bool received_more_ = false;
    bool answer_complete_ = false;  // the request ended well; its chunks may still wait for the store
    RequestId last_pull_ = 0;
    unsigned unheld_ = 0;  // long polls in a row that the hub did not hold
    std::optional<JobId> storing_;
    std::optional<JobId> forgetting_;

    // The hub refused our token; set until it takes it again. Meanwhile only a pull asks, now and then.
    Retry login_;

    // A person waits for this.
    bool sync_wanted_ = false;
    RequestId sync_mark_ = 0;  // a pull that was sent from this one on answers it
};

}  // namespace restante::sync
