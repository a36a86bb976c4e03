#include "contract/hub/memory_store.hpp"

namespace restante::tests {

using namespace restante::hub;

namespace {

using State = std::shared_ptr<MemoryState>;

std::optional<Chain> chain_in(const MemoryState& state, std::string_view space, std::uint64_t seq) {
    if (seq == 0) return Chain{};
    const auto found = state.spaces.find(space);
    if (found == state.spaces.end() || seq > found->second.ops.size()) return std::nullopt;
    return found->second.ops[seq - 1].logged.chain;
}

class Reader final : public OpReader {
  public:
    explicit Reader(State state) : state_(std::move(state)) {}
    Result<Epoch> epoch() override { return state_->epoch; }
    Result<std::vector<NamedHead>> heads() override {
        std::vector<NamedHead> heads;
        for (const auto& [name, space] : state_->spaces)
            heads.push_back({name, space.head});
        return heads;
    }
    Result<std::optional<Chain>> chain_at(std::string_view space, std::uint64_t seq) override {
        return chain_in(*state_, space, seq);
    }
    Result<void> read(std::string_view space, std::uint64_t after, std::uint64_t upto,
                      const Visit& visit) override {
        const auto found = state_->spaces.find(space);
        if (found == state_->spaces.end()) return {};
        for (const auto& entry : found->second.ops)
            if (entry.logged.seq > after && entry.logged.seq <= upto)
                if (!visit(entry.logged.seq, entry.logged.chain, entry.logged.bytes)) break;
        return {};
    }

  private:
    State state_;
};

class Writer final : public OpWriter {
  public:
    explicit Writer(State state) : state_(std::move(state)) {}
    Result<void> begin() override {
        pending_ = *state_;
        return {};
    }
    Result<void> commit() override {
        // Accounts may have changed meanwhile; they are not the writer's.
        state_->epoch = pending_.epoch;
        state_->spaces = std::move(pending_.spaces);
        state_->actors = std::move(pending_.actors);
        return {};
    }
    void rollback() noexcept override {}
    Result<Epoch> epoch() override { return pending_.epoch; }
    Result<void> start_epoch(const Epoch& epoch) override {
        pending_.epoch = epoch;
        return {};
    }
    Result<SpaceHead> head(std::string_view space) override {
        const auto found = pending_.spaces.find(space);
        return found == pending_.spaces.end() ? SpaceHead{} : found->second.head;
    }
    Result<std::optional<Chain>> chain_at(std::string_view space, std::uint64_t seq) override {
        return chain_in(pending_, space, seq);
    }
    Result<std::optional<FoundOp>> find(std::string_view space, const OpId& id) override {
        const auto found = pending_.spaces.find(space);
        if (found == pending_.spaces.end()) return std::nullopt;
        for (const auto& entry : found->second.ops)
            if (entry.id == id) return FoundOp{entry.logged.seq, entry.logged.bytes};
        return std::nullopt;
    }
    Result<std::vector<std::string>> entity_ops(std::string_view space, const EntityId& entity) override {
        std::vector<std::string> ops;
        if (const auto found = pending_.spaces.find(space); found != pending_.spaces.end())
            for (const auto& entry : found->second.ops)
                if (entry.entity == entity) ops.push_back(entry.logged.bytes);
        return ops;
    }
    Result<void> append(const oplog::Op& op, std::string_view bytes, const SpaceHead& head) override {
        auto& space = pending_.spaces[op.space];
        space.ops.push_back({{head.seq, head.chain, std::string(bytes)}, op.id, op.entity});
        space.head = head;
        return {};
    }
    Result<std::optional<std::string>> actor_owner(const ActorId& actor) override {
        const auto found = pending_.actors.find(actor);
        if (found == pending_.actors.end()) return std::nullopt;
        return found->second;
    }
    Result<void> bind_actor(const ActorId& actor, std::string_view user) override {
        pending_.actors.emplace(actor, user);
        return {};
    }
    Result<void> probe() override { return {}; }

  private:
    State state_;
    MemoryState pending_;
};

class MemoryAccounts final : public Accounts {
  public:
    explicit MemoryAccounts(State state) : state_(std::move(state)) {}
    Result<std::optional<Caller>> find_token(const Sha256& digest) override {
        for (const auto& [id, token] : state_->tokens)
            if (token.digest == digest) return Caller{id, state_->users.find(token.info.user)->second};
        return std::nullopt;
    }
    Result<std::vector<ActorId>> actors_of(std::string_view user) override {
        std::vector<ActorId> actors;
        for (const auto& [actor, owner] : state_->actors)
            if (owner == user) actors.push_back(actor);
        return actors;
    }
    Result<void> add_user(const User& user) override {
        if (!state_->users.emplace(user.name, user).second) return fail(Errc::already_exists, "taken");
        return {};
    }
    Result<std::vector<User>> users() override {
        std::vector<User> users;
        for (const auto& [name, user] : state_->users)
            users.push_back(user);
        return users;
    }
    Result<void> remove_user(std::string_view name) override {
        const auto found = state_->users.find(name);
        if (found == state_->users.end()) return fail(Errc::not_found, "no such user");
        std::erase_if(state_->tokens, [&](const auto& token) { return token.second.info.user == name; });
        state_->users.erase(found);
        return {};
    }
    Result<std::int64_t> add_token(std::string_view user, std::string_view label, const Sha256& digest,
                                   TimeMs now) override {
        if (!state_->users.contains(user)) return fail(Errc::not_found, "no such user");
        const auto id = ++state_->last_token;
        state_->tokens[id] = {{id, std::string(user), std::string(label), now}, digest};
        return id;
    }
    Result<std::vector<TokenInfo>> tokens() override {
        std::vector<TokenInfo> tokens;
        for (const auto& [id, token] : state_->tokens)
            tokens.push_back(token.info);
        return tokens;
    }
    Result<void> revoke_token(std::int64_t id) override {
        if (state_->tokens.erase(id) == 0) return fail(Errc::not_found, "no such token");
        return {};
    }

  private:
    State state_;
};

}  // namespace

Result<std::unique_ptr<OpReader>> MemoryStore::reader() {
    return std::make_unique<Reader>(state_);
}
Result<std::unique_ptr<OpWriter>> MemoryStore::writer() {
    return std::make_unique<Writer>(state_);
}
Result<std::unique_ptr<Accounts>> MemoryStore::accounts() {
    return std::make_unique<MemoryAccounts>(state_);
}

}  // namespace restante::tests
