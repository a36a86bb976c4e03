// The end of a space's log in memory: its head, and the newest ops as far as a bound allows. It answers the
// two questions that are asked all the time, "is there anything new?" and "what is it?", without the
// database. PURE; belongs to the network thread, and is told of every commit in order.
#pragma once

#include <deque>
#include <vector>

#include "hub/op_store.hpp"

namespace restante::hub {

class LiveTail {
  public:
    LiveTail() = default;
    explicit LiveTail(const SpaceHead& head) : head_(head), start_{head.seq, head.chain} {}

    [[nodiscard]] const SpaceHead& head() const noexcept { return head_; }

    /// Takes what was committed; drops the oldest beyond `bytes_max`.
    void append(std::vector<LoggedOp> ops, const SpaceHead& head, std::size_t bytes_max);

    /// The chain at seq, when it is known here.
    [[nodiscard]] std::optional<Chain> chain_at(std::uint64_t seq) const noexcept;
    /// True when all ops after seq are here.
    [[nodiscard]] bool covers(std::uint64_t seq) const noexcept {
        return seq >= start_.seq && seq <= head_.seq;
    }
    /// Precondition: covers(seq).
    [[nodiscard]] std::size_t count_after(std::uint64_t seq) const noexcept { return head_.seq - seq; }
    /// The nth op after seq. Precondition: n < count_after(seq).
    [[nodiscard]] const LoggedOp& after(std::uint64_t seq, std::size_t n) const noexcept {
        return ops_[seq - start_.seq + n];
    }

  private:
    struct Start {
        std::uint64_t seq = 0;
        Chain chain{};
    };

    SpaceHead head_;
    Start start_;  // what comes before the first of ops_
    std::deque<LoggedOp> ops_;
    std::size_t bytes_ = 0;
};

}  // namespace restante::hub
