// One replica of a simulation: a disk (a value that survives crashes), the real sync engine, and a host that
// carries out its actions with all the delays and interruptions that a daemon knows.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include "faults.hpp"
#include "oplog/op_set.hpp"
#include "sync/engine.hpp"
#include "timeline.hpp"

namespace restante::sim {

enum class Delivery { pending, shown, rejected };

struct StoredOp {
    OpId id;
    std::string bytes;
    Delivery delivery = Delivery::pending;
};

/// What the store has committed. The position of an op in the outbox is its place here, counted from 1.
struct ReplicaDisk {
    std::vector<StoredOp> ops;  // in the order of arrival
    std::unordered_map<OpId, std::size_t> index;
    std::string cursor;
    [[nodiscard]] sync::OutboxCounts counts() const;
};

/// What a crash leaves: all that was committed, or what had reached the disk by then.
enum class Crash { process, power };

class Replica;

/// What a replica needs of the world around it. Answers come by Replica::answer, or never.
class Wire {
  public:
    virtual ~Wire() = default;
    virtual void push(Replica& from, sync::RequestId request, std::string body,
                      std::function<void(tl::expected<sync::PushAnswer, sync::Failure>)> done) = 0;
    virtual void pull(Replica& from, const sync::Pull& request) = 0;
    virtual void introduce(Replica& from) = 0;
};

class Replica {
  public:
    Replica(std::string user, std::uint8_t number, Timeline& timeline, Chance& chance, Wire& wire,
            Fault fault);

    [[nodiscard]] const std::string& user() const noexcept { return user_; }
    [[nodiscard]] ActorId actor() const noexcept { return actor_; }
    [[nodiscard]] const ReplicaDisk& disk() const noexcept { return disk_; }
    [[nodiscard]] const oplog::OpSet& ops() const noexcept { return ops_; }
    [[nodiscard]] sync::Status status() const { return engine_ ? engine_->status() : sync::Status{}; }
    [[nodiscard]] bool running() const noexcept { return engine_ != nullptr; }
    /// Counts up with each crash: what was for the process before is for nobody.
    [[nodiscard]] std::uint64_t life() const noexcept { return life_; }

    void start();
    void crash(Crash how);
    /// Commits the op, and tells the engine as the daemon does.
    void append(const oplog::Op& op);
    void feed(sync::Input input);

    bool disk_full = false;

  private:
    void carry_out(sync::Action& action);
    void push(const sync::Push& action);
    void commit(sync::JobId job, std::function<void()> write);
    void cut_power();
    void store(const sync::Chunk& chunk);
    void mark_rejected(const std::vector<sync::Rejection>& rejections);
    void forget_acks();

    std::string user_;
    ActorId actor_;
    Timeline& timeline_;
    Chance& chance_;
    Wire& wire_;
    Fault fault_;
    ReplicaDisk disk_;
    std::vector<ReplicaDisk>
        unsynced_;      // before each commit that may not have reached the disk, oldest first
    oplog::OpSet ops_;  // the same ops, decoded
    std::uint64_t life_ = 0;
    std::unique_ptr<sync::Engine> engine_;
    TimeMs store_free_at_ = 0;  // the store works through its jobs one after the other
    std::optional<Timeline::Handle> timer_;
};

}  // namespace restante::sim
