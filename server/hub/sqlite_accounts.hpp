// Users and tokens in SQLite. One connection, one thread.
#pragma once

#include "hub/accounts.hpp"
#include "store/database.hpp"

namespace restante::hub {

class SqliteAccounts final : public Accounts {
  public:
    explicit SqliteAccounts(store::Database db) : db_(std::move(db)) {}

    Result<std::optional<Caller>> find_token(const Sha256& digest) override;
    Result<std::vector<ActorId>> actors_of(std::string_view user) override;
    Result<void> add_user(const User& user) override;
    Result<std::vector<User>> users() override;
    Result<void> remove_user(std::string_view name) override;
    Result<std::int64_t> add_token(std::string_view user, std::string_view label, const Sha256& digest,
                                   TimeMs now) override;
    Result<std::vector<TokenInfo>> tokens() override;
    Result<void> revoke_token(std::int64_t id) override;

  private:
    Result<std::vector<std::string>> spaces_of(std::string_view user);

    store::Database db_;
};

}  // namespace restante::hub
