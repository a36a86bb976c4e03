#include "hub/live_tail.hpp"

namespace restante::hub {

void LiveTail::append(std::vector<LoggedOp> ops, const SpaceHead& head, std::size_t bytes_max) {
    for (auto& op : ops) {
        bytes_ += op.bytes.size() + sizeof(LoggedOp);
        ops_.push_back(std::move(op));
    }
    head_ = head;
    while (bytes_ > bytes_max && !ops_.empty()) {
        const auto& oldest = ops_.front();
        bytes_ -= oldest.bytes.size() + sizeof(LoggedOp);
        start_ = {oldest.seq, oldest.chain};
        ops_.pop_front();
    }
}

std::optional<Chain> LiveTail::chain_at(std::uint64_t seq) const noexcept {
    if (seq == 0) return Chain{};
    if (seq == head_.seq) return head_.chain;
    if (!covers(seq)) return std::nullopt;
    return seq == start_.seq ? start_.chain : ops_[seq - start_.seq - 1].chain;
}

}  // namespace restante::hub
