#include "simulation.hpp"

#include <stdexcept>

#include "core/fold.hpp"
#include "core/thread_codec.hpp"
#include "oplog/codec.hpp"
#include "workload.hpp"

namespace restante::sim {
namespace {

constexpr TimeMs bad_times_ms = 240'000;
constexpr TimeMs client_deadline_ms = 4'000;
/// The longest that a lost long poll goes unnoticed by its client.
constexpr TimeMs bad_poll_ms = 30'000 + client_deadline_ms;
/// Ample for the longest backoff (5 min) of both lanes, one after the other.
constexpr TimeMs healing_ms = 45 * 60'000;

hub::EpochId epoch_id(TimeMs now, std::uint64_t number) {
    hub::EpochId id;
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(now >> (8 * (5 - i)));
    for (std::size_t i = 0; i < 8; ++i)
        id.bytes[8 + i] = static_cast<std::uint8_t>(number >> (8 * (7 - i)));
    return id;
}

sync::Failure no_answer() {
    return {sync::FailureKind::deadline, 0, {}, Errc::deadline_exceeded, "no answer in time"};
}
sync::Failure no_connection() {
    return {sync::FailureKind::offline, 0, {}, Errc::unavailable, "cannot connect"};
}

/// All threads and profiles that these ops fold to, as bytes.
std::string snapshot(const oplog::OpSet& ops) {
    std::set<EntityId> entities;
    for (const auto& [key, op] : ops.ops())
        entities.insert(op.entity);
    std::string bytes;
    for (const auto& entity : entities) {
        const auto own = ops_of(ops, entity);
        if (const auto thread = core::fold_thread(entity.as<ThreadTag>(), own))
            bytes += core::encode_thread(*thread);
        if (const auto profile = core::fold_profile(entity.as<ActorTag>(), own))
            bytes += profile->name + '\n' + profile->email + '\n';
    }
    return bytes;
}

}  // namespace

Simulation::Simulation(std::uint64_t seed, Fault fault)
    : chance_(seed), fault_(fault), hub_(epoch_id(timeline_.now(), 0), timeline_.now(), fault) {
    Wire& wire = *this;
    const auto count = 3 + chance_.below(2);
    for (std::uint8_t i = 0; i < count; ++i)
        peers_.push_back(
            {std::make_unique<Replica>(fmt::format("user{}", i), static_cast<std::uint8_t>(i + 1), timeline_,
                                       chance_, wire, fault),
             0});
}

std::optional<std::string> Simulation::run() {
    for (auto& peer : peers_)
        timeline_.after(chance_.between(0, 5'000), [&peer] { peer.replica->start(); });
    const auto bad_end = timeline_.now() + bad_times_ms;
    for (auto& peer : peers_)
        for (auto n = chance_.between(4, 16); n > 0; --n)
            timeline_.after(chance_.between(0, bad_times_ms),
                            [this, &peer] { write_something(*peer.replica); });
    for (auto n = chance_.between(4, 14); n > 0; --n)
        timeline_.after(chance_.between(0, bad_times_ms), [this] { misfortune(); });
    while (timeline_.step(bad_end)) {
    }

    healed_ = true;
    hub_up_ = true;
    for (auto& peer : peers_) {
        peer.cut_off_until = 0;
        peer.replica->disk_full = false;
        peer.replica->start();
    }
    const auto end = timeline_.now() + healing_ms;
    auto next_look =
        timeline_.now() + bad_poll_ms;  // by then what was lost before the healing has been missed
    while (timeline_.step(next_look)) {
    }
    auto different = difference();
    while (different && timeline_.now() < end) {
        next_look += 10'000;
        while (timeline_.step(next_look)) {
        }
        different = difference();
    }
    if (different) return different;
    // It must stay so: another round of long polls changes nothing.
    const auto quiet = timeline_.now() + 120'000;
    while (timeline_.step(quiet)) {
    }
    return difference();
}

void Simulation::write_something(Replica& replica) {
    // Also while its daemon is down the next start finds it: like an op that was stored just before a crash.
    for (auto n = chance_.one_in(5) ? chance_.between(2, 12) : 1; n > 0; --n) {
        const auto op = next_op(replica.ops(), replica.actor(), timeline_.now(), chance_);
        if (!op) continue;
        stored_.insert(op->id);
        ++tally_.ops;
        replica.append(*op);
    }
}

void Simulation::misfortune() {
    auto& peer = peers_[chance_.below(peers_.size())];
    const auto for_a_while = [this] { return chance_.between(500, 60'000); };
    switch (chance_.below(9)) {
        case 0:
            peer.cut_off_until = timeline_.now() + for_a_while();
            break;
        case 1:
        case 2:
            peer.replica->crash(chance_.one_in(2) ? Crash::power : Crash::process);
            timeline_.after(for_a_while(), [&peer] { peer.replica->start(); });
            break;
        case 3:
            peer.replica->disk_full = true;
            timeline_.after(for_a_while(), [&peer] { peer.replica->disk_full = false; });
            break;
        case 4:
            backups_.push_back(hub_.disk());
            break;
        case 5:  // restored from an older backup
            if (backups_.empty()) {
                backups_.push_back(hub_.disk());
                break;
            }
            hub_stops();
            hub_.restore(backups_[chance_.below(backups_.size())]);
            break;
        case 6:  // replaced by an empty one
            hub_stops();
            hub_ = HubModel(fresh_epoch(), timeline_.now(), fault_);
            backups_.clear();
            break;
        default:
            hub_stops();
            break;  // a crash: what was answered is durable
    }
}

void Simulation::hub_stops() {
    ++hub_life_;
    hub_up_ = false;
    timeline_.after(chance_.between(100, 20'000), [this, life = hub_life_] {
        if (life == hub_life_) hub_up_ = true;
    });
}

hub::EpochId Simulation::fresh_epoch() {
    return epoch_id(timeline_.now(), ++epochs_);
}

bool Simulation::unreachable(const Replica& from) {
    for (const auto& peer : peers_)
        if (peer.replica.get() == &from && peer.cut_off_until > timeline_.now()) return true;
    return !hub_up_;
}

bool Simulation::lost() {
    return !healed_ && chance_.one_in(12);
}

TimeMs Simulation::delay() {
    if (!healed_ && chance_.one_in(10)) return chance_.between(100, client_deadline_ms + 1'000);
    return chance_.between(1, 40);
}

std::optional<sync::Failure> Simulation::hub_refuses() {
    using enum sync::FailureKind;
    if (healed_ || !chance_.one_in(15)) return std::nullopt;
    switch (chance_.below(5)) {
        case 0:
            return sync::Failure{http, 429, 3, Errc::rate_limited, "slow down"};
        case 1:
            return sync::Failure{http, 503, 5, Errc::unavailable, "busy"};
        case 2:
            return sync::Failure{http, 500, {}, Errc::internal, "oops"};
        case 3:
            return sync::Failure{garbage, 200, {}, Errc::corrupt, "<html>"};
        default:
            return sync::Failure{http, 403, 20, Errc::forbidden, "not you"};
    }
}

void Simulation::push(Replica& from, sync::RequestId, std::string body,
                      std::function<void(tl::expected<sync::PushAnswer, sync::Failure>)> done) {
    ++tally_.requests;
    if (unreachable(from)) {
        timeline_.after(chance_.between(0, 50), [done] { done(tl::unexpected(no_connection())); });
        return;
    }
    timeline_.after(client_deadline_ms, [done] { done(tl::unexpected(no_answer())); });
    // On a connection that died, a client may send the same request twice.
    const int times = !healed_ && chance_.one_in(10) ? 2 : 1;
    for (int i = 0; i < times; ++i) {
        if (lost()) continue;
        timeline_.after(delay(), [this, user = from.user(), body, done] {
            if (!hub_up_) return done(tl::unexpected(no_connection()));
            auto refused = hub_refuses();
            auto answer = refused ? tl::unexpected(*refused) : hub_.push(user, body, timeline_.now());
            if (lost()) return;
            timeline_.after(delay(), [done, answer = std::move(answer)] { done(answer); });
        });
    }
}

void Simulation::introduce(Replica& from) {
    if (unreachable(from) || lost()) return;
    timeline_.after(delay(), [this, actor = from.actor(), user = from.user()] {
        if (hub_up_) hub_.introduce(actor, user);
    });
}

void Simulation::pull(Replica& from, const sync::Pull& request) {
    ++tally_.requests;
    const auto fail_with = [&from, life = from.life(), id = request.request](sync::Failure failure) {
        if (from.running() && from.life() == life) from.feed(sync::PullAnswered{id, std::move(failure)});
    };
    if (unreachable(from)) {
        timeline_.after(chance_.between(0, 50), [fail_with] { fail_with(no_connection()); });
        return;
    }
    const auto wait_ms = TimeMs{request.wait_s} * 1'000;
    timeline_.after(wait_ms + client_deadline_ms, [fail_with] { fail_with(no_answer()); });
    if (lost()) return;
    timeline_.after(delay(), [this, &from, life = from.life(), request, wait_ms] {
        answer_pull(from, life, request, timeline_.now() + wait_ms);
    });
}

/// The hub's side: answers, or looks again a little later while the request may wait.
void Simulation::answer_pull(Replica& from, std::uint64_t life, const sync::Pull& request, TimeMs until) {
    const auto fails = [&](sync::Failure failure) {
        deliver(from, life, request.request, {std::move(failure), {}, 0});
    };
    if (!hub_up_) return fails(no_connection());
    if (auto refused = hub_refuses()) return fails(*refused);
    auto reply = hub_.pull(request.cursor, request.limit, fresh_epoch(), timeline_.now());
    if (reply.failure || reply.ops > 0 || timeline_.now() >= until)
        return deliver(from, life, request.request, std::move(reply));
    // Looking every second is enough for time that costs nothing. A hub that stopped meanwhile forgot the
    // request.
    timeline_.after(1'000, [this, &from, life, request, until, hub_life = hub_life_] {
        if (hub_life != hub_life_) return deliver(from, life, request.request, {no_connection(), {}, 0});
        answer_pull(from, life, request, until);
    });
}

void Simulation::deliver(Replica& from, std::uint64_t life, sync::RequestId request, PullReply reply) {
    if (lost()) return;
    const auto feed = [&from, life](sync::Input input) {
        if (from.running() && from.life() == life) from.feed(std::move(input));
    };
    TimeMs at = delay();
    // A connection may break after any piece.
    auto failure = reply.failure;
    if (!failure && !healed_ && chance_.one_in(8)) {
        reply.chunks.resize(chance_.below(reply.chunks.size() + 1));
        failure = no_connection();
    }
    for (auto& chunk : reply.chunks) {
        timeline_.after(at, [feed, request, chunk = std::move(chunk)] {
            feed(sync::PullProgress{request, chunk});
        });
        at += chance_.between(0, 10);
    }
    timeline_.after(at, [feed, request, failure] { feed(sync::PullAnswered{request, failure}); });
}

std::optional<std::string> Simulation::difference() const {
    const auto& log = hub_.disk().log;
    oplog::OpSet hub_ops;
    for (const auto& logged : log) {
        const auto op = oplog::decode(logged.bytes);
        if (!op) return "the hub holds what is no op";
        if (!hub_ops.add(*op)) return fmt::format("op {} is in the hub's log twice", to_text(op->id));
    }
    for (const auto& id : stored_)
        if (!hub_ops.contains(id)) {
            auto text = fmt::format("the hub lacks op {};", to_text(id));
            for (const auto& peer : peers_) {
                const auto& disk = peer.replica->disk();
                const auto found = disk.index.find(id);
                const char* how = found == disk.index.end()                               ? "absent"
                                  : disk.ops[found->second].delivery == Delivery::pending ? "pending"
                                  : disk.ops[found->second].delivery == Delivery::shown   ? "shown"
                                                                                          : "rejected";
                text += fmt::format(" {}: {} ({})", peer.replica->user(), how, peer.replica->status().text);
            }
            return text;
        }
    const auto expected = snapshot(hub_ops);
    for (const auto& peer : peers_) {
        const auto& replica = *peer.replica;
        const auto who = replica.user();
        if (const auto counts = replica.disk().counts(); counts != sync::OutboxCounts{})
            return fmt::format("{} still has {} pending and {} rejected ops: {}", who, counts.pending,
                               counts.rejected, replica.status().text);
        if (replica.ops().size() != hub_ops.size())
            return fmt::format("{} holds {} ops, the hub {}", who, replica.ops().size(), hub_ops.size());
        for (const auto& op : replica.disk().ops) {
            const auto seq = hub_.disk().seq_of.find(op.id);
            if (seq == hub_.disk().seq_of.end() || log[seq->second - 1].bytes != op.bytes)
                return fmt::format("op {} differs between {} and the hub", to_text(op.id), who);
        }
        if (snapshot(replica.ops()) != expected) return fmt::format("{} folds to something else", who);
        if (replica.status().state != sync::SyncState::idle)
            return fmt::format("{} is {}: {}", who, to_string(replica.status().state), replica.status().text);
    }
    return std::nullopt;
}

}  // namespace restante::sim
