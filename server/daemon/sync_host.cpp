#include "daemon/sync_host.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/system.hpp"
#include "sync/http_text.hpp"

namespace restante::daemon {
namespace {

std::uint64_t random_number() {
    std::uint64_t number = 0;
    random_bytes(&number, sizeof number);
    return number;
}

/// What the loop reads of an outbox by itself; beyond that, the store thread does.
constexpr std::size_t read_here_ops_max = 64;
constexpr std::size_t read_here_bytes_max = 64 * 1024;

Result<sync::OutboxCounts> counts(store::Store& store, const std::string& space) {
    auto stored = store.outbox_counts(space);
    if (!stored) return tl::unexpected(std::move(stored).error());
    return sync::OutboxCounts{stored->pending, stored->rejected};
}

std::vector<std::string_view> lines_of(std::string_view text, std::size_t count) {
    std::vector<std::string_view> lines;
    lines.reserve(count);
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

}  // namespace

SyncHost::~SyncHost() {
    stop();
}

void SyncHost::stop() {
    if (stopped_) return;
    stopped_ = true;
    hubs_.clear();  // joins the clients' threads, which hold on to what says that this is alive
    checking_.clear();
    alive_.reset();
    lanes_.clear();
}

void SyncHost::set_space(const std::string& space, std::optional<std::string> hub, Seen seen) {
    auto& lane = lanes_[space];
    if (lane.known && lane.hub == hub) return;
    if (seen == Seen::now) lane.first_sync = true;
    lane.hub = std::move(hub);
    start(space);
}

void SyncHost::start(const std::string& space) {
    auto& lane = lanes_[space];
    if (auto* client = client_of(lane))
        for (const auto& [request, call] : lane.calls)
            client->cancel(call);
    lane.calls.clear();
    lane.timer.cancel();
    if (lane.running) lane.first_sync = lane.engine.status().received.has_value();
    sync::EngineOptions options;
    if (lane.hub)
        if (const auto origin = sync::read_origin(*lane.hub)) options.loopback = origin->loopback;
    lane.engine = sync::Engine(options);
    lane.generation = ++generation_;
    lane.known = true;
    lane.running = false;
    lane.refused = false;
    const auto generation = lane.generation;
    writer_.run(
        [space, has_hub = lane.hub.has_value()](store::Store& store) -> Result<sync::Started> {
            if (!has_hub) return sync::Started{"", {}, sync::Link::no_hub};  // nothing waits for nobody
            auto cursor = store.cursor(space);
            if (!cursor) return tl::unexpected(std::move(cursor).error());
            auto outbox = counts(store, space);
            if (!outbox) return tl::unexpected(std::move(outbox).error());
            return sync::Started{cursor->value_or(""), *outbox, sync::Link::no_hub};
        },
        [this, alive = std::weak_ptr(alive_), space, generation](Result<sync::Started> started) {
            if (alive.expired()) return;
            const auto lane_now = lanes_.find(space);
            if (lane_now == lanes_.end() || lane_now->second.generation != generation) return;
            if (!started) {
                events_.log(fmt::format("space {}: {}", space, to_string(started.error())));
                return;
            }
            auto& now = lane_now->second;
            started->link = link_of(now);
            now.running = true;
            feed(space, std::move(*started));
            if (!now.waiting.empty()) feed(space, sync::SyncRequested{});
        });
}

void SyncHost::set_credential(const std::string& hub, std::optional<Credential> credential) {
    hubs_.erase(hub);
    if (credential)
        credentials_[hub] = std::move(*credential);
    else
        credentials_.erase(hub);
    for (auto& [space, lane] : lanes_) {
        if (lane.hub != hub) continue;
        lane.calls.clear();
        start(space);  // requests of the old client are gone with it
    }
}

std::optional<std::string> SyncHost::hub_of(const std::string& space) const {
    const auto lane = lanes_.find(space);
    return lane == lanes_.end() ? std::nullopt : lane->second.hub;
}

sync::Link SyncHost::link_of(const Lane& lane) const {
    if (!lane.hub) return sync::Link::no_hub;
    return credentials_.contains(*lane.hub) ? sync::Link::ready : sync::Link::needs_login;
}

sync::HubClient* SyncHost::client_of(const Lane& lane) {
    if (!lane.hub) return nullptr;
    const auto credential = credentials_.find(*lane.hub);
    if (credential == credentials_.end()) return nullptr;
    auto& hub = hubs_[*lane.hub];
    if (!hub.client) {
        sync::HubOptions options;
        options.origin = *lane.hub;
        options.token = credential->second.token;
        options.ca_file = credential->second.ca_file;
        auto client = sync::HubClient::create(std::move(options));
        if (!client) {
            events_.log(fmt::format("hub {}: {}", *lane.hub, to_string(client.error())));
            return nullptr;
        }
        hub.client = std::move(*client);
    }
    return hub.client.get();
}

void SyncHost::appended(const std::string& space) {
    outbox_grew<sync::LocalOpsAppended>(space);
}

void SyncHost::retried(const std::string& space) {
    outbox_grew<sync::RejectedRetried>(space);
}

template <class Input>
void SyncHost::outbox_grew(const std::string& space) {
    const auto lane = lanes_.find(space);
    if (lane == lanes_.end() || !lane->second.hub) return;
    // The usual few are counted and sent from here: three visits to the store thread, each two thread
    // switches and perhaps a wait for somebody else's commit, would cost more than all the rest of a push.
    if (auto few = reader_.outbox_counts(space, read_here_ops_max); few && *few && lane->second.running)
        return feed(space, Input{{(*few)->pending, (*few)->rejected}});
    const auto generation = lane->second.generation;
    ++lane->second.uncounted;
    writer_.run([space](store::Store& store) { return counts(store, space); },
                [this, alive = std::weak_ptr(alive_), space, generation](Result<sync::OutboxCounts> outbox) {
                    if (alive.expired()) return;
                    const auto now = lanes_.find(space);
                    if (now != lanes_.end()) --now->second.uncounted;
                    if (!outbox) return;
                    if (now == lanes_.end() || now->second.generation != generation || !now->second.running)
                        return;
                    feed(space, Input{*outbox});
                });
}

void SyncHost::sync_now(const std::string& space, std::function<void(sync::SyncFinished)> done) {
    const auto lane = lanes_.find(space);
    if (lane == lanes_.end() || !lane->second.hub)
        return done({true, "this space has no hub: everything stays here"});
    lane->second.waiting.push_back(std::move(done));
    if (lane->second.running) feed(space, sync::SyncRequested{});  // else with its first input
}

sync::Status SyncHost::status(const std::string& space) const {
    const auto found = lanes_.find(space);
    if (found == lanes_.end()) return {};
    const auto& lane = found->second;
    auto status = lane.engine.status();
    if (credentials_problem_ && link_of(lane) == sync::Link::needs_login) {
        // Not a login that is missing: the one that there is cannot be read.
        status.state = sync::SyncState::error;
        status.local = true;
        status.text = "nothing is exchanged: " + credentials_problem_->message;
        if (!credentials_problem_->hint.empty()) status.text += "; " + credentials_problem_->hint;
        return status;
    }
    if (lane.running || !lane.hub) return status;
    // The engine has not had its first input, which says what is known already.
    const bool ready = link_of(lane) == sync::Link::ready;
    status.state = ready ? sync::SyncState::syncing : sync::SyncState::needs_login;
    status.text = ready ? "starting" : "the hub wants a login";
    if (lane.first_sync) status.received = 0;
    return status;
}

bool SyncHost::may_be_pending(const std::string& space) const {
    const auto lane = lanes_.find(space);
    if (lane == lanes_.end()) return false;
    return !lane->second.running || lane->second.uncounted > 0 || lane->second.engine.status().pending > 0;
}

std::vector<std::string> SyncHost::spaces() const {
    std::vector<std::string> names;
    for (const auto& [space, lane] : lanes_)
        names.push_back(space);
    return names;
}

bool SyncHost::receiving() const {
    return std::ranges::any_of(lanes_, [](const auto& lane) { return lane.second.engine.receiving(); });
}

bool SyncHost::has_unsent(const Lane& lane) const {
    if (link_of(lane) != sync::Link::ready) return false;
    const auto status = lane.engine.status();
    // Refused tokens, like missing ones, are for a person to mend.
    if (lane.running && status.state == sync::SyncState::needs_login) return false;
    return !lane.running || lane.uncounted > 0 || status.pending > 0 ||
           status.state == sync::SyncState::syncing;
}

bool SyncHost::has_unsent() const {
    return std::any_of(lanes_.begin(), lanes_.end(),
                       [&](const auto& lane) { return has_unsent(lane.second); });
}

void SyncHost::send_all(const std::function<void()>& done) {
    std::vector<std::string> wanted;
    for (const auto& [space, lane] : lanes_)
        if (has_unsent(lane)) wanted.push_back(space);
    auto left = std::make_shared<std::size_t>(wanted.size());
    if (wanted.empty()) return done();
    for (const auto& space : wanted)
        sync_now(space, [left, done](const sync::SyncFinished&) {
            if (--*left == 0) done();
        });
}

void SyncHost::feed_later(const std::string& space, std::uint64_t generation, sync::Input input) {
    loop_.post([this, alive = std::weak_ptr(alive_), space, generation, input = std::move(input)]() mutable {
        if (alive.expired()) return;
        const auto lane = lanes_.find(space);
        if (lane != lanes_.end() && lane->second.generation == generation) feed(space, std::move(input));
    });
}

void SyncHost::feed(const std::string& space, sync::Input input) {
    auto& lane = lanes_[space];
    const auto generation = lane.generation;
    auto actions = lane.engine.step(std::move(input), {clock_.now_ms(), random_number()});
    for (auto& action : actions) {
        // An action's callback may have replaced this space's engine.
        if (stopped_ || lanes_[space].generation != generation) return;
        perform(space, lane, std::move(action));
    }
}

void SyncHost::perform(const std::string& space, Lane& lane, sync::Action action) {
    const auto generation = lane.generation;
    if (const auto* request = std::get_if<sync::Push>(&action)) return push(space, lane, *request);
    if (const auto* request = std::get_if<sync::Pull>(&action)) return pull(space, lane, *request);
    if (auto* job = std::get_if<sync::StoreOps>(&action)) return store(space, lane, std::move(*job));
    if (const auto* cancel = std::get_if<sync::Cancel>(&action)) {
        if (const auto call = lane.calls.find(cancel->request); call != lane.calls.end()) {
            if (auto* client = client_of(lane)) client->cancel(call->second);
            lane.calls.erase(call);
        }
        return;
    }
    if (const auto* done = std::get_if<sync::ChunkDone>(&action)) {
        const auto call = lane.calls.find(done->request);
        auto* client = client_of(lane);
        if (call != lane.calls.end() && client != nullptr) client->chunk_done(call->second);
        return;
    }
    if (const auto* job = std::get_if<sync::MarkRejected>(&action)) {
        writer_.run(
            [space, rejections = job->rejections](store::Store& store) -> Result<sync::OutboxCounts> {
                for (const auto& rejection : rejections) {
                    auto marked = store.mark_rejected(rejection.id, rejection.code, rejection.reason);
                    if (!marked) return tl::unexpected(std::move(marked).error());
                }
                return counts(store, space);
            },
            [this, alive = std::weak_ptr(alive_), space, generation, id = job->job](auto outcome) {
                if (alive.expired()) return;
                feed_later(space, generation, sync::Saved{id, std::move(outcome)});
                events_.outbox_changed(space);
            });
        return;
    }
    if (const auto* job = std::get_if<sync::ForgetAcks>(&action)) {
        writer_.run(
            [space](store::Store& store) -> Result<sync::OutboxCounts> {
                if (auto forgotten = store.forget_acks(space); !forgotten)
                    return tl::unexpected(std::move(forgotten).error());
                return counts(store, space);
            },
            [this, alive = std::weak_ptr(alive_), space, generation, id = job->job](auto outcome) {
                if (!alive.expired()) feed_later(space, generation, sync::Saved{id, std::move(outcome)});
            });
        return;
    }
    if (std::holds_alternative<sync::Introduce>(action)) {
        if (auto* client = client_of(lane)) {
            client->bind_actor(actor_, [this, alive = std::weak_ptr(alive_), space](auto answer) {
                if (answer) return;
                loop_.post([this, alive, space, text = answer.error().message] {
                    if (!alive.expired())
                        events_.log(fmt::format("space {}: introducing us: {}", space, text));
                });
            });
        }
        return;
    }
    if (const auto* timer = std::get_if<sync::SetTimer>(&action)) {
        lane.timer.cancel();
        if (!timer->at) return;
        const auto delay = std::max<TimeMs>(0, *timer->at - clock_.now_ms());
        lane.timer = loop_.after(std::chrono::milliseconds(delay), [this, space, generation] {
            const auto now = lanes_.find(space);
            if (now != lanes_.end() && now->second.generation == generation) feed(space, sync::TimerFired{});
        });
        return;
    }
    if (const auto* finished = std::get_if<sync::SyncFinished>(&action)) {
        auto waiting = std::exchange(lane.waiting, {});
        for (auto& done : waiting)
            done(*finished);
        return;
    }
    if (const auto* report = std::get_if<sync::Report>(&action)) {
        log_refusal(space, lane, report->status);
        events_.status_changed(space);
    }
}

void SyncHost::log_refusal(const std::string& space, Lane& lane, const sync::Status& status) {
    const bool refused = status.state == sync::SyncState::needs_login && link_of(lane) == sync::Link::ready;
    if (std::exchange(lane.refused, refused) == refused) return;
    events_.log(refused ? fmt::format("space {}: {} refuses our token; it is asked again every few minutes",
                                      space, *lane.hub)
                        : fmt::format("space {}: {} no longer refuses our token", space, *lane.hub));
}

/// A piece of the outbox, as a request's body.
struct SyncHost::Batch {
    explicit Batch(const store::OutboxBatch& pending) : more(pending.more) {
        for (const auto& op : pending.ops) {
            ids.push_back(op.id);
            body += op.bytes;
            body += '\n';
            position = op.position;
        }
    }
    std::vector<OpId> ids;
    std::string body;
    std::uint64_t position = 0;
    bool more = false;
};

void SyncHost::push(const std::string& space, Lane& lane, const sync::Push& action) {
    const auto ops_max = std::min<std::size_t>(action.ops_max, read_here_ops_max);
    const auto bytes_max = std::min<std::size_t>(action.bytes_max, read_here_bytes_max);
    if (auto few = reader_.outbox(space, action.after, ops_max, bytes_max); few && !few->more)
        return send(space, lane, action.request, Batch(*few));
    writer_.run(
        [space, action](store::Store& store) {
            return store.outbox(space, action.after, action.ops_max, action.bytes_max)
                .map([](const store::OutboxBatch& pending) { return Batch(pending); });
        },
        [this, alive = std::weak_ptr(alive_), space, generation = lane.generation,
         request = action.request](Result<Batch> batch) {
            if (alive.expired()) return;
            const auto now = lanes_.find(space);
            if (now == lanes_.end() || now->second.generation != generation) return;
            send(space, now->second, request, std::move(batch));
        });
}

void SyncHost::send(const std::string& space, Lane& lane, sync::RequestId request, Result<Batch> batch) {
    const auto generation = lane.generation;
    sync::PushAnswered answered;
    answered.request = request;
    if (!batch) {
        sync::Failure failure;
        failure.kind = sync::FailureKind::local;
        failure.code = batch.error().code;
        failure.message = batch.error().message;
        answered.answer = tl::unexpected(std::move(failure));
        return feed_later(space, generation, std::move(answered));
    }
    auto* client = client_of(lane);
    if (batch->ids.empty() || client == nullptr) {
        answered.answer = sync::PushAnswer{};
        return feed_later(space, generation, std::move(answered));
    }
    answered.sent = std::move(batch->ids);
    answered.sent_bytes = batch->body.size();
    answered.position = batch->position;
    answered.outbox_has_more = batch->more;
    lane.calls[request] = client->push(space, std::move(batch->body),
                                       [this, alive = std::weak_ptr(alive_), space, generation,
                                        answered = std::move(answered)](auto answer) mutable {
                                           answered.answer = std::move(answer);
                                           if (!alive.expired())
                                               feed_later(space, generation, std::move(answered));
                                       });
}

void SyncHost::pull(const std::string& space, Lane& lane, const sync::Pull& action) {
    auto* client = client_of(lane);
    if (client == nullptr) return;
    const auto generation = lane.generation;
    const auto alive = std::weak_ptr(alive_);
    lane.calls[action.request] = client->pull(
        space, action,
        [this, alive, space, generation, request = action.request](sync::HubClient::CallId,
                                                                   sync::Chunk chunk) {
            if (!alive.expired())
                feed_later(space, generation, sync::PullProgress{request, std::move(chunk)});
        },
        [this, alive, space, generation, request = action.request](std::optional<sync::Failure> failure) {
            if (!alive.expired())
                feed_later(space, generation, sync::PullAnswered{request, std::move(failure)});
        });
}

void SyncHost::store(const std::string& space, Lane& lane, sync::StoreOps action) {
    struct Stored {
        store::Ingested ingested;
        sync::OutboxCounts outbox;
    };
    const auto generation = lane.generation;
    const auto job = action.job;
    writer_.run(
        [space, chunk = std::move(action.chunk)](store::Store& store) -> Result<Stored> {
            const auto lines = lines_of(chunk.lines, chunk.count);
            auto ingested = store.ingest(space, lines, chunk.cursor);
            if (!ingested) return tl::unexpected(std::move(ingested).error());
            auto outbox = counts(store, space);
            if (!outbox) return tl::unexpected(std::move(outbox).error());
            return Stored{std::move(*ingested), *outbox};
        },
        [this, alive = std::weak_ptr(alive_), space, generation, job](Result<Stored> stored) {
            if (alive.expired()) return;
            sync::Saved saved;
            saved.job = job;
            if (stored) {
                for (const auto& refused : stored->ingested.refused)
                    events_.log(fmt::format("space {}: an op of the hub was refused: {}", space,
                                            to_string(refused.error)));
                saved.outcome = stored->outbox;
                events_.ingested(stored->ingested);
            } else {
                saved.outcome = tl::unexpected(std::move(stored).error());
            }
            const auto now = lanes_.find(space);
            if (now != lanes_.end() && now->second.generation == generation) feed(space, std::move(saved));
        });
}

}  // namespace restante::daemon
