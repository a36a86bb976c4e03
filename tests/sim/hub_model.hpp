// The hub of a simulation: the real rules (hub/push.hpp, hub/cursor.hpp) over a log in memory. What it keeps
// is a value, so that a backup is a copy and a replacement an empty one.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "faults.hpp"
#include "hub/op_store.hpp"
#include "sync/events.hpp"

namespace restante::sim {

/// What survives a crash of the hub.
struct HubDisk {
    hub::Epoch epoch;
    hub::Sha256 secret{};
    std::vector<hub::LoggedOp> log;
    std::unordered_map<OpId, std::uint64_t> seq_of;
    std::map<ActorId, std::string> owners;
    hub::SpaceHead head;
};

struct PullReply {
    std::optional<sync::Failure> failure;
    std::vector<sync::Chunk> chunks;  // at least one without a failure
    std::size_t ops = 0;
};

class HubModel {
  public:
    /// An empty hub.
    HubModel(hub::EpochId epoch, TimeMs now, Fault fault);

    [[nodiscard]] const HubDisk& disk() const noexcept { return disk_; }
    /// From a backup; `next_epoch` becomes the epoch when the loss is noticed.
    void restore(HubDisk backup) { disk_ = std::move(backup); }

    void introduce(ActorId actor, const std::string& user);
    /// One canonical op per line.
    [[nodiscard]] tl::expected<sync::PushAnswer, sync::Failure> push(const std::string& user,
                                                                     std::string_view body, TimeMs now);
    /// `fresh_epoch` is the id of the epoch that begins if the cursor shows that ops were lost.
    [[nodiscard]] PullReply pull(std::string_view after, std::size_t limit, hub::EpochId fresh_epoch,
                                 TimeMs now);

    static constexpr std::size_t body_bytes_max = 6 * 1024;
    static constexpr std::size_t chunk_ops = 5;

  private:
    HubDisk disk_;
    Fault fault_;
};

inline constexpr std::string_view space_name = "team";

}  // namespace restante::sim
