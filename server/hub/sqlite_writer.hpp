// Writing the log to SQLite. The one writing connection of a running hub; belongs to the store thread.
#pragma once

#include "hub/sqlite_parts.hpp"

namespace restante::hub {

class SqliteWriter final : public OpWriter {
  public:
    explicit SqliteWriter(store::Database db) : db_(std::move(db)) {}

    Result<void> begin() override;
    Result<void> commit() override;
    void rollback() noexcept override;
    void between_commits() noexcept override { db_.make_room_in_log(); }

    Result<Epoch> epoch() override { return sqlite_epoch(db_); }
    Result<void> start_epoch(const Epoch& epoch) override;

    Result<SpaceHead> head(std::string_view space) override;
    Result<std::optional<Chain>> chain_at(std::string_view space, std::uint64_t seq) override {
        return sqlite_chain_at(db_, ids_, space, seq);
    }
    Result<std::optional<FoundOp>> find(std::string_view space, const OpId& id) override;
    Result<std::vector<std::string>> entity_ops(std::string_view space, const EntityId& entity) override;
    Result<void> append(const oplog::Op& op, std::string_view bytes, const SpaceHead& head) override;

    Result<std::optional<std::string>> actor_owner(const ActorId& actor) override;
    Result<void> bind_actor(const ActorId& actor, std::string_view user) override;
    Result<void> probe() override { return db_.run("UPDATE hub SET probes = probes + 1"); }

  private:
    Result<std::int64_t> space_id(std::string_view name);

    store::Database db_;
    SqliteSpaceIds ids_;
    std::optional<store::Transaction> transaction_;
};

}  // namespace restante::hub
