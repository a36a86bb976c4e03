// One world from one seed: replicas, a hub, a bad network between them, and misfortune. First a while of all
// that, then everything heals; and then all must be equal and nothing missing.
//
// Misfortune: requests and answers lost, late, twice and out of order; transfers cut in the middle;
// partitions; full disks; crashes and power cuts of replicas, crashes of the hub; the hub replaced by an
// empty one or restored from an older backup; 429, 503 and 500 answers.
#pragma once

#include <set>
#include <string>

#include "hub_model.hpp"
#include "replica.hpp"

namespace restante::sim {

class Simulation final : private Wire {
  public:
    Simulation(std::uint64_t seed, Fault fault);

    /// Nothing when all is well; else what is wrong, in a few lines.
    [[nodiscard]] std::optional<std::string> run();

    struct Tally {
        std::uint64_t ops = 0;
        std::uint64_t requests = 0;
    };
    [[nodiscard]] const Tally& tally() const noexcept { return tally_; }

  private:
    struct Peer {
        std::unique_ptr<Replica> replica;
        TimeMs cut_off_until = 0;
    };

    void push(Replica& from, sync::RequestId request, std::string body,
              std::function<void(tl::expected<sync::PushAnswer, sync::Failure>)> done) override;
    void pull(Replica& from, const sync::Pull& request) override;
    void introduce(Replica& from) override;

    [[nodiscard]] bool unreachable(const Replica& from);
    [[nodiscard]] bool lost();
    [[nodiscard]] TimeMs delay();
    [[nodiscard]] std::optional<sync::Failure> hub_refuses();
    [[nodiscard]] hub::EpochId fresh_epoch();
    void answer_pull(Replica& from, std::uint64_t life, const sync::Pull& request, TimeMs until);
    void deliver(Replica& from, std::uint64_t life, sync::RequestId request, PullReply reply);
    void hub_stops();
    void misfortune();
    void write_something(Replica& replica);
    [[nodiscard]] std::optional<std::string> difference() const;

    Chance chance_;
    Fault fault_;
    Timeline timeline_;
    HubModel hub_;
    bool hub_up_ = true;
    std::uint64_t hub_life_ = 0;
    std::vector<HubDisk> backups_;
    std::vector<Peer> peers_;
    bool healed_ = false;
    std::set<OpId> stored_;  // by any replica, ever
    std::uint64_t epochs_ = 0;
    Tally tally_;
};

}  // namespace restante::sim
