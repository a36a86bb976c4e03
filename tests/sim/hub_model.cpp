#include "hub_model.hpp"

#include <stdexcept>

#include "hub/push.hpp"

namespace restante::sim {
namespace {

/// hub::OpWriter over a HubDisk. The simulation never fails it: a crash loses the whole HubModel call.
class MemoryWriter final : public hub::OpWriter {
  public:
    explicit MemoryWriter(HubDisk& disk) : disk_(disk) {}
    Result<void> begin() override { return {}; }
    Result<void> commit() override { return {}; }
    void rollback() noexcept override {}
    Result<hub::Epoch> epoch() override { return disk_.epoch; }
    Result<void> start_epoch(const hub::Epoch& epoch) override {
        disk_.epoch = epoch;
        return {};
    }
    Result<hub::SpaceHead> head(std::string_view) override { return disk_.head; }
    Result<std::optional<hub::Chain>> chain_at(std::string_view, std::uint64_t seq) override {
        if (seq == 0) return hub::Chain{};
        if (seq > disk_.log.size()) return std::nullopt;
        return disk_.log[seq - 1].chain;
    }
    Result<std::optional<hub::FoundOp>> find(std::string_view, const OpId& id) override {
        const auto found = disk_.seq_of.find(id);
        if (found == disk_.seq_of.end()) return std::nullopt;
        return hub::FoundOp{found->second, disk_.log[found->second - 1].bytes};
    }
    Result<std::vector<std::string>> entity_ops(std::string_view, const EntityId& entity) override {
        std::vector<std::string> ops;
        const auto member = "\"entity\":\"" + to_text(entity) + "\"";
        for (const auto& op : disk_.log)
            if (op.bytes.find(member) != std::string::npos) ops.push_back(op.bytes);
        return ops;
    }
    Result<void> append(const oplog::Op& op, std::string_view bytes, const hub::SpaceHead& head) override {
        if (head.seq != disk_.log.size() + 1) throw std::logic_error("the hub's log has a hole");
        disk_.log.push_back({head.seq, head.chain, std::string(bytes)});
        disk_.seq_of.emplace(op.id, head.seq);
        disk_.head = head;
        return {};
    }
    Result<std::optional<std::string>> actor_owner(const ActorId& actor) override {
        const auto owner = disk_.owners.find(actor);
        if (owner == disk_.owners.end()) return std::nullopt;
        return owner->second;
    }
    Result<void> bind_actor(const ActorId& actor, std::string_view user) override {
        disk_.owners.emplace(actor, user);
        return {};
    }
    Result<void> probe() override { return {}; }

  private:
    HubDisk& disk_;
};

sync::PushResult result_of(hub::PushItem&& item) {
    sync::PushResult result{item.id, sync::PushVerdict::rejected, item.seq, item.code,
                            std::move(item.reason)};
    if (item.status == hub::PushStatus::accepted) result.verdict = sync::PushVerdict::accepted;
    if (item.status == hub::PushStatus::duplicate) result.verdict = sync::PushVerdict::duplicate;
    return result;
}

}  // namespace

HubModel::HubModel(hub::EpochId epoch, TimeMs now, Fault fault) : fault_(fault) {
    disk_.epoch = {epoch, now, false};
    std::copy(epoch.bytes.begin(), epoch.bytes.end(), disk_.secret.begin());
}

void HubModel::introduce(ActorId actor, const std::string& user) {
    disk_.owners.emplace(actor, user);
}

tl::expected<sync::PushAnswer, sync::Failure> HubModel::push(const std::string& user, std::string_view body,
                                                             TimeMs now) {
    if (body.size() > body_bytes_max)
        return tl::unexpected(sync::Failure{sync::FailureKind::http, 413, {}, Errc::too_large, "too large"});
    const auto lines = hub::read_push(body, space_name, 5'000);
    MemoryWriter writer(disk_);
    auto outcome = hub::push(writer, space_name, user, lines.value(), now);
    sync::PushAnswer answer{to_text(disk_.epoch.id), {}};
    for (auto& item : outcome.value().items)
        answer.results.push_back(result_of(std::move(item)));
    return answer;
}

PullReply HubModel::pull(std::string_view after, std::size_t limit, hub::EpochId fresh_epoch, TimeMs now) {
    PullReply reply;
    std::uint64_t seq = 0;
    if (!after.empty()) {
        const auto cursor = hub::cursor_from_text(after, disk_.secret);
        auto fit = hub::CursorFit::foreign;
        MemoryWriter reader(disk_);
        if (cursor) {
            auto chain = reader.chain_at(space_name, cursor->seq).value();
            if (fault_ == Fault::hub_without_chain && chain) chain = cursor->chain;
            fit = hub::judge_cursor(*cursor, disk_.epoch.id, chain);
        }
        if (fit == hub::CursorFit::lost) disk_.epoch = {fresh_epoch, now, true};
        if (fit != hub::CursorFit::fits) {
            reply.failure = sync::Failure{sync::FailureKind::http, 409, {}, Errc::conflict, "cursor unknown"};
            return reply;
        }
        seq = cursor->seq;
    }
    const auto end = std::min<std::uint64_t>(disk_.log.size(), seq + limit);
    const auto cursor_at = [&](std::uint64_t at) {
        const auto chain = at == 0 ? hub::Chain{} : disk_.log[at - 1].chain;
        return hub::cursor_text({disk_.epoch.id, at, chain}, disk_.secret);
    };
    do {
        sync::Chunk chunk;
        for (; seq < end && chunk.count < chunk_ops; ++seq, ++chunk.count)
            chunk.lines.append(disk_.log[seq].bytes).push_back('\n');
        chunk.cursor = cursor_at(seq);
        chunk.more = seq < disk_.log.size();
        reply.ops += chunk.count;
        reply.chunks.push_back(std::move(chunk));
    } while (seq < end);
    return reply;
}

}  // namespace restante::sim
