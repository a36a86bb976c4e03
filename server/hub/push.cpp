#include "hub/push.hpp"

#include <unordered_map>

#include "base/utf8.hpp"
#include "core/authorize.hpp"
#include "core/fold.hpp"
#include "oplog/codec.hpp"

namespace restante::hub {
namespace {

/// The threads that this push's edits and redactions are judged by: folded once, then carried on.
class Threads {
  public:
    Threads(OpWriter& writer, std::string_view space) : writer_(writer), space_(space) {}

    /// Null when the entity has no thread.
    Result<const core::Thread*> get(const EntityId& entity) {
        auto found = folded_.find(entity);
        if (found == folded_.end()) {
            auto thread = fold(entity);
            if (!thread) return tl::unexpected(std::move(thread).error());
            found = folded_.emplace(entity, std::move(*thread)).first;
        }
        return found->second ? &*found->second : nullptr;
    }

    void appended(const oplog::Op& op) {
        const auto found = folded_.find(op.entity);
        if (found == folded_.end()) return;
        if (!found->second || !core::fold_next(*found->second, op)) folded_.erase(found);
    }

  private:
    Result<std::optional<core::Thread>> fold(const EntityId& entity) {
        auto stored = writer_.entity_ops(space_, entity);
        if (!stored) return tl::unexpected(std::move(stored).error());
        std::vector<oplog::Op> ops;
        ops.reserve(stored->size());
        for (const auto& bytes : *stored)
            if (auto op = oplog::decode(bytes)) ops.push_back(std::move(*op));
        return core::fold_thread(entity.as<ThreadTag>(), ops);
    }

    OpWriter& writer_;
    std::string_view space_;
    std::unordered_map<EntityId, std::optional<core::Thread>> folded_;
};

class Push {
  public:
    Push(OpWriter& writer, std::string_view space, std::string_view user, TimeMs now)
        : writer_(writer), space_(space), user_(user), now_(now), threads_(writer, space) {}

    Result<PushOutcome> run(const std::vector<PushLine>& lines) {
        auto epoch = writer_.epoch();
        if (!epoch) return tl::unexpected(std::move(epoch).error());
        recovery_ = in_recovery(*epoch, now_);
        auto head = writer_.head(space_);
        if (!head) return tl::unexpected(std::move(head).error());
        outcome_.head = *head;
        outcome_.items.reserve(lines.size());
        for (const auto& line : lines) {
            auto item = line.op ? take(*line.op, line.bytes) : refuse(line.id, line.op.error());
            if (!item) return tl::unexpected(std::move(item).error());
            outcome_.items.push_back(std::move(*item));
        }
        return std::move(outcome_);
    }

  private:
    static Result<PushItem> refuse(const OpId& id, const Error& why) {
        return PushItem{id, PushStatus::rejected, 0, why.code, utf8::replace_invalid(to_string(why))};
    }

    Result<PushItem> take(const oplog::Op& op, std::string_view bytes) {
        auto found = writer_.find(space_, op.id);
        if (!found) return tl::unexpected(std::move(found).error());
        if (*found) {
            if ((*found)->bytes == bytes)
                return PushItem{op.id, PushStatus::duplicate, (*found)->seq, {}, {}};
            return refuse(op.id, {Errc::conflict, "the hub holds another op with this id", {}});
        }
        auto allowed = judge(op);
        if (!allowed) return tl::unexpected(std::move(allowed).error());
        if (!*allowed) return refuse(op.id, allowed->error());

        auto head = outcome_.head;
        head.seq += 1;
        head.chain = next_chain(head.chain, op.id);
        head.lamport = std::max(head.lamport, op.lamport);
        if (auto done = writer_.append(op, bytes, head); !done)
            return tl::unexpected(std::move(done).error());
        outcome_.head = head;
        outcome_.appended.push_back({head.seq, head.chain, std::string(bytes)});
        threads_.appended(op);
        return PushItem{op.id, PushStatus::accepted, head.seq, {}, {}};
    }

    /// The outer result fails when the database does, the inner one when the op is refused.
    Result<Result<void>> judge(const oplog::Op& op) {
        if (auto may = check_author(op.actor); !may) return may;
        if (auto fits = check_lamport(op.lamport, outcome_.head.lamport); !fits) return fits;
        auto owner = owner_of(op.actor);
        if (!owner) return tl::unexpected(std::move(owner).error());
        if (auto may = check_actor(user_, **owner, recovery_); !may) return may;
        switch (how_judged(op.kind)) {
            case Judged::not_at_all:
                return Result<void>{};
            case Judged::by_itself:
                return core::authorize(op, nullptr);
            case Judged::with_thread:
                break;
        }
        auto thread = threads_.get(op.entity);
        if (!thread) return tl::unexpected(std::move(thread).error());
        return core::authorize(op, *thread);
    }

    Result<const std::optional<std::string>*> owner_of(const ActorId& actor) {
        auto found = owners_.find(actor);
        if (found == owners_.end()) {
            auto owner = writer_.actor_owner(actor);
            if (!owner) return tl::unexpected(std::move(owner).error());
            found = owners_.emplace(actor, std::move(*owner)).first;
        }
        return &found->second;
    }

    OpWriter& writer_;
    std::string_view space_;
    std::string_view user_;
    TimeMs now_;
    Threads threads_;
    bool recovery_ = false;
    std::unordered_map<ActorId, std::optional<std::string>> owners_;
    PushOutcome outcome_;
};

}  // namespace

Result<PushOutcome> push(OpWriter& writer, std::string_view space, std::string_view user,
                         const std::vector<PushLine>& lines, TimeMs now) {
    return Push(writer, space, user, now).run(lines);
}

}  // namespace restante::hub
