#include "replica.hpp"

#include <stdexcept>

#include "oplog/codec.hpp"

namespace restante::sim {

sync::OutboxCounts ReplicaDisk::counts() const {
    sync::OutboxCounts counts;
    for (const auto& op : ops) {
        counts.pending += op.delivery == Delivery::pending ? 1 : 0;
        counts.rejected += op.delivery == Delivery::rejected ? 1 : 0;
    }
    return counts;
}

Replica::Replica(std::string user, std::uint8_t number, Timeline& timeline, Chance& chance, Wire& wire,
                 Fault fault)
    : user_(std::move(user)), timeline_(timeline), chance_(chance), wire_(wire), fault_(fault) {
    actor_.bytes[0] = 1;
    actor_.bytes[15] = number;
}

void Replica::start() {
    if (engine_) return;
    // Small bounds, so that small worlds meet them.
    engine_ = std::make_unique<sync::Engine>(sync::EngineOptions{30, 17, 12, 8 * 1024});
    feed(sync::Started{disk_.cursor, disk_.counts(), sync::Link::ready});
}

void Replica::crash(Crash how) {
    ++life_;
    engine_.reset();
    if (timer_) timeline_.cancel(*timer_);
    timer_.reset();
    store_free_at_ = 0;
    if (how == Crash::power) cut_power();
}

/// Any number of the newest relaxed commits were not on the disk yet: each is missing as a whole.
void Replica::cut_power() {
    if (unsynced_.empty()) return;
    auto cursor = disk_.cursor;
    disk_ = unsynced_[chance_.below(unsynced_.size())];
    if (fault_ == Fault::cursor_outlives_ops) disk_.cursor = std::move(cursor);
    unsynced_.clear();
    ops_ = {};
    for (const auto& op : disk_.ops)
        ops_.add(oplog::decode(op.bytes).value());
}

void Replica::append(const oplog::Op& op) {
    if (fault_ == Fault::own_ops_relaxed)
        unsynced_.push_back(disk_);
    else
        unsynced_.clear();  // a full commit takes all before it along
    if (!ops_.add(op)) throw std::logic_error("an id was given twice");
    disk_.ops.push_back({op.id, oplog::encode(op), Delivery::pending});
    disk_.index.emplace(op.id, disk_.ops.size() - 1);
    if (engine_) feed(sync::LocalOpsAppended{disk_.counts()});
}

void Replica::feed(sync::Input input) {
    auto actions = engine_->step(std::move(input), {timeline_.now(), chance_.next()});
    for (auto& action : actions)
        carry_out(action);
}

void Replica::carry_out(sync::Action& action) {
    if (const auto* request = std::get_if<sync::Push>(&action)) return push(*request);
    if (const auto* request = std::get_if<sync::Pull>(&action)) return wire_.pull(*this, *request);
    if (std::holds_alternative<sync::Introduce>(action)) return wire_.introduce(*this);
    if (auto* job = std::get_if<sync::StoreOps>(&action))
        return commit(job->job, [this, chunk = std::move(job->chunk)] { store(chunk); });
    if (auto* job = std::get_if<sync::MarkRejected>(&action))
        return commit(job->job, [this, r = std::move(job->rejections)] { mark_rejected(r); });
    if (const auto* job = std::get_if<sync::ForgetAcks>(&action))
        return commit(job->job, [this] { forget_acks(); });
    if (const auto* timer = std::get_if<sync::SetTimer>(&action)) {
        if (timer_) timeline_.cancel(*timer_);
        timer_.reset();
        if (!timer->at) return;
        timer_ = timeline_.after(*timer->at - timeline_.now(), [this] {
            timer_.reset();
            feed(sync::TimerFired{});
        });
    }
    // Cancel and ChunkDone: the wire goes on, and the engine must not mind. Report, SyncFinished: for people.
}

void Replica::push(const sync::Push& action) {
    sync::PushAnswered answered;
    answered.request = action.request;
    answered.position = action.after;
    std::string body;
    for (std::size_t i = action.after; i < disk_.ops.size(); ++i) {
        const auto& op = disk_.ops[i];
        if (op.delivery != Delivery::pending) continue;
        if (answered.sent.size() == action.ops_max ||
            (!answered.sent.empty() && body.size() + op.bytes.size() + 1 > action.bytes_max)) {
            answered.outbox_has_more = true;
            break;
        }
        body.append(op.bytes).push_back('\n');
        answered.sent.push_back(op.id);
        answered.position = i + 1;
    }
    answered.sent_bytes = body.size();
    const auto tell = [this, life = life_, answered](tl::expected<sync::PushAnswer, sync::Failure> answer) {
        if (life != life_) return;
        if (fault_ == Fault::acks_by_push_answer && answer)
            for (const auto& result : answer->results)
                if (result.verdict != sync::PushVerdict::rejected)
                    disk_.ops[disk_.index.at(result.id)].delivery = Delivery::shown;
        auto input = answered;
        input.answer = std::move(answer);
        feed(std::move(input));
    };
    if (answered.sent.empty())
        timeline_.after(0, [tell] { tell(sync::PushAnswer{}); });
    else
        wire_.push(*this, action.request, std::move(body), tell);
}

/// A write to the store: done some time later, in order, wholly or not at all; and the process may be gone
/// before it hears of it.
void Replica::commit(sync::JobId job, std::function<void()> write) {
    store_free_at_ = std::max(store_free_at_, timeline_.now()) + chance_.between(0, 20);
    timeline_.after(store_free_at_ - timeline_.now(), [this, life = life_, job, write = std::move(write)] {
        if (life != life_) return;
        const bool fails = disk_full;
        if (!fails) write();
        timeline_.after(chance_.between(0, 5), [this, life, job, fails] {
            if (life != life_) return;
            if (fails) return feed(sync::Saved{job, fail(Errc::io, "no space left on device")});
            feed(sync::Saved{job, disk_.counts()});
        });
    });
}

void Replica::store(const sync::Chunk& chunk) {
    if (chance_.one_in(6)) unsynced_.clear();  // the log was copied into the file, or the system wrote it out
    unsynced_.push_back(disk_);
    disk_.cursor = chunk.cursor;
    // The planted mistake: the process dies between two transactions now and then.
    if (fault_ == Fault::cursor_before_ops && chance_.one_in(40)) return;
    std::string_view lines = chunk.lines;
    while (!lines.empty()) {
        const auto bytes = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(bytes.size() + 1);
        auto op = oplog::decode(bytes);
        if (!op) throw std::logic_error("the hub gave what is no op: " + op.error().message);
        const auto known = disk_.index.find(op->id);
        if (known != disk_.index.end()) {
            disk_.ops[known->second].delivery = Delivery::shown;
            continue;
        }
        disk_.index.emplace(op->id, disk_.ops.size());
        disk_.ops.push_back({op->id, std::string(bytes), Delivery::shown});
        ops_.add(std::move(*op));
    }
}

void Replica::mark_rejected(const std::vector<sync::Rejection>& rejections) {
    unsynced_.clear();
    for (const auto& rejection : rejections) {
        auto& op = disk_.ops[disk_.index.at(rejection.id)];
        if (op.delivery == Delivery::pending) op.delivery = Delivery::rejected;
    }
}

void Replica::forget_acks() {
    unsynced_.clear();
    disk_.cursor.clear();
    if (fault_ == Fault::keeps_acks) return;
    for (auto& op : disk_.ops)
        op.delivery = Delivery::pending;
}

}  // namespace restante::sim
