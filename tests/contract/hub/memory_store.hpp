// The op store as plain containers: what the contract suite means, without a database. For one thread.
#pragma once

#include <map>
#include <set>

#include "hub/op_store.hpp"

namespace restante::tests {

struct MemoryState {
    struct Entry {
        hub::LoggedOp logged;
        OpId id;
        EntityId entity;
    };
    struct Space {
        hub::SpaceHead head;
        std::vector<Entry> ops;
    };
    struct Token {
        hub::TokenInfo info;
        hub::Sha256 digest{};
    };
    hub::Epoch epoch;
    std::map<std::string, Space, std::less<>> spaces;
    std::map<ActorId, std::string> actors;
    std::map<std::string, hub::User, std::less<>> users;
    std::map<std::int64_t, Token> tokens;
    std::int64_t last_token = 0;
};

class MemoryStore final : public hub::OpStore {
  public:
    MemoryStore(const hub::Epoch& epoch, const hub::Sha256& secret) : secret_(secret) {
        state_->epoch = epoch;
    }

    const hub::Sha256& secret() const override { return secret_; }
    Result<std::unique_ptr<hub::OpReader>> reader() override;
    Result<std::unique_ptr<hub::OpWriter>> writer() override;
    Result<std::unique_ptr<hub::Accounts>> accounts() override;

  private:
    hub::Sha256 secret_;
    std::shared_ptr<MemoryState> state_ = std::make_shared<MemoryState>();
};

}  // namespace restante::tests
