// Reading the log from SQLite. One connection, one thread.
#pragma once

#include "hub/sqlite_parts.hpp"

namespace restante::hub {

class SqliteReader final : public OpReader {
  public:
    explicit SqliteReader(store::Database db) : db_(std::move(db)) {}

    Result<Epoch> epoch() override { return sqlite_epoch(db_); }
    Result<std::vector<NamedHead>> heads() override;
    Result<std::optional<Chain>> chain_at(std::string_view space, std::uint64_t seq) override {
        return sqlite_chain_at(db_, ids_, space, seq);
    }
    Result<void> read(std::string_view space, std::uint64_t after, std::uint64_t upto,
                      const Visit& visit) override;

  private:
    store::Database db_;
    SqliteSpaceIds ids_;
};

}  // namespace restante::hub
