// What the hub asks of a database. Implemented on SQLite (hub/sqlite_store.hpp), in memory for tests, and
// later on PostgreSQL; tests/contract/hub holds them all to the same behaviour.
//
// An OpStore hands out connections. Each belongs to one thread: the writer to the store thread, a reader to
// the thread that streams, accounts to the network thread (and to the command line). Nothing here decides
// anything: which op is accepted is hub/op_rules.hpp's and hub/push.hpp's business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "hub/accounts.hpp"
#include "hub/cursor.hpp"
#include "oplog/op.hpp"

namespace restante::hub {

/// A life of the hub's log. A new one begins when the hub finds that it lost ops which it had acknowledged.
struct Epoch {
    EpochId id;
    TimeMs began_at = 0;
    bool recovered = false;  // began because ops were lost; false for a hub's first
    friend bool operator==(const Epoch&, const Epoch&) = default;
};

/// The end of a space's log. All zero for a space that has no op yet.
struct SpaceHead {
    std::uint64_t seq = 0;
    Chain chain{};
    std::uint64_t lamport = 0;  // the largest of its ops
    friend bool operator==(const SpaceHead&, const SpaceHead&) = default;
};

struct NamedHead {
    std::string space;
    SpaceHead head;
    friend bool operator==(const NamedHead&, const NamedHead&) = default;
};

/// An op of a log, as it was pushed.
struct LoggedOp {
    std::uint64_t seq = 0;
    Chain chain{};
    std::string bytes;
    friend bool operator==(const LoggedOp&, const LoggedOp&) = default;
};

struct FoundOp {
    std::uint64_t seq = 0;
    std::string bytes;
};

/// What is committed. A call sees one state of the database; two calls may see two.
class OpReader {
  public:
    virtual ~OpReader() = default;
    [[nodiscard]] virtual Result<Epoch> epoch() = 0;
    /// All spaces that have ops, by name.
    [[nodiscard]] virtual Result<std::vector<NamedHead>> heads() = 0;
    /// The chain at seq; zero at 0; nothing when the space ends before it (or is unknown).
    [[nodiscard]] virtual Result<std::optional<Chain>> chain_at(std::string_view space,
                                                                std::uint64_t seq) = 0;
    /// Ops with after < seq <= upto in order, until `visit` returns false. Its arguments are valid during the
    /// call only.
    using Visit = std::function<bool(std::uint64_t seq, const Chain& chain, std::string_view bytes)>;
    [[nodiscard]] virtual Result<void> read(std::string_view space, std::uint64_t after, std::uint64_t upto,
                                            const Visit& visit) = 0;
};

/// The one writer. Everything but begin() and between_commits() is called between begin() and commit() or
/// rollback(), and sees what was written there before.
class OpWriter {
  public:
    virtual ~OpWriter() = default;
    [[nodiscard]] virtual Result<void> begin() = 0;
    /// Durable (on stable storage) when it returns without an error; else nothing of it remains.
    [[nodiscard]] virtual Result<void> commit() = 0;
    virtual void rollback() noexcept = 0;
    /// After a commit that was told to those who waited for it: what makes the next one cheaper.
    virtual void between_commits() noexcept {}

    [[nodiscard]] virtual Result<Epoch> epoch() = 0;
    [[nodiscard]] virtual Result<void> start_epoch(const Epoch& epoch) = 0;

    [[nodiscard]] virtual Result<SpaceHead> head(std::string_view space) = 0;
    [[nodiscard]] virtual Result<std::optional<Chain>> chain_at(std::string_view space,
                                                                std::uint64_t seq) = 0;
    [[nodiscard]] virtual Result<std::optional<FoundOp>> find(std::string_view space, const OpId& id) = 0;
    /// The canonical bytes of all ops that name the entity, in hub order.
    [[nodiscard]] virtual Result<std::vector<std::string>> entity_ops(std::string_view space,
                                                                      const EntityId& entity) = 0;
    /// Puts an op at head.seq; `head` is the space's head after it. Precondition: the space does not hold the
    /// id, and head.seq is one more than the last.
    [[nodiscard]] virtual Result<void> append(const oplog::Op& op, std::string_view bytes,
                                              const SpaceHead& head) = 0;

    [[nodiscard]] virtual Result<std::optional<std::string>> actor_owner(const ActorId& actor) = 0;
    /// Precondition: nobody owns it.
    [[nodiscard]] virtual Result<void> bind_actor(const ActorId& actor, std::string_view user) = 0;

    /// Writes something of no meaning, so that commit() tells whether the database can be written.
    [[nodiscard]] virtual Result<void> probe() = 0;
};

class OpStore {
  public:
    virtual ~OpStore() = default;
    /// The key that cursors are sealed with. As old as the database.
    [[nodiscard]] virtual const Sha256& secret() const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<OpReader>> reader() = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<OpWriter>> writer() = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<Accounts>> accounts() = 0;
};

}  // namespace restante::hub
