// Store::append_local: one op of this user, from nothing to durable.
#include <algorithm>

#include "oplog/codec.hpp"
#include "store/derive.hpp"
#include "store/requests.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

/// A reply need not write the row of its space for each number of the clock. A restart skips what is left.
constexpr std::uint64_t lamports_ahead = 63;

Result<std::string> encode_bounded(const oplog::Op& op) {
    auto bytes = oplog::encode(op);
    if (bytes.size() <= oplog::op_bytes_max) return bytes;
    Error error{
        Errc::too_large,
        fmt::format("this would be {} bytes in the log; at most {} fit", bytes.size(), oplog::op_bytes_max),
        "shorten the text or point at fewer lines"};
    return tl::unexpected(std::move(error));
}

Result<void> insert_own(Database& db, std::int64_t space, const oplog::Op& op) {
    auto bytes = encode_bounded(op);
    if (!bytes) return tl::unexpected(std::move(bytes).error());
    auto inserted = insert_op(db, space, op, *bytes, Delivery::pending);
    if (!inserted) return tl::unexpected(std::move(inserted).error());
    if (!*inserted) return fail(Errc::internal, "the new op's id {} is taken", to_text(op.id));
    return {};
}

}  // namespace

Error no_such_thread(std::string_view id) {
    return {Errc::not_found, fmt::format("there is no thread {}", id), std::string(no_thread_hint)};
}

Result<Store::Lamport> Store::lamport_of(std::int64_t space) {
    if (auto known = lamports_.find(space); known != lamports_.end()) return known->second;
    auto written = db_.integer("SELECT lamport FROM spaces WHERE no = ?1", space);
    if (!written) return tl::unexpected(std::move(written).error());
    const auto from = static_cast<std::uint64_t>(written->value_or(0));
    return Lamport{from, from};
}

Result<void> Store::reserve(std::int64_t space, Lamport& lamport) {
    if (lamport.last <= lamport.written) return {};
    lamport.written = std::min(lamport.last + lamports_ahead, oplog::lamport_max);
    return db_.run("UPDATE spaces SET lamport = ?2 WHERE no = ?1", space, lamport.written);
}

Result<void> Store::append_profile(core::Stamp& stamp, std::int64_t space) {
    if (identity_.name.empty()) return {};
    {
        auto statement = db_.prepare("SELECT name, email FROM profiles WHERE space = ?1 AND actor = ?2");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto row = statement->bind(space, identity_.actor).step();
        if (!row) return tl::unexpected(std::move(row).error());
        if (*row && statement->text(0) == identity_.name && statement->text(1) == identity_.email) return {};
    }
    auto op = core::make_profile(stamp, identity_.name, identity_.email);
    if (!op) return tl::unexpected(std::move(op).error());
    stamp.id = make_id<OpId>(ids_, stamp.at);
    ++stamp.lamport;
    return insert_own(db_, space, *op).and_then([&] { return derive_profile(db_, space, identity_.actor); });
}

Result<Committed> Store::append_local(const std::optional<std::string>& in, std::optional<ThreadId> thread,
                                      const MakeOp& make, const std::optional<SentDraft>& sent_draft,
                                      const std::optional<Request>& request) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    if (request) {
        auto before = find_done(db_, *request);
        if (!before) return tl::unexpected(std::move(before).error());
        if (*before) return std::move(**before);
    }
    std::optional<StoredThread> stored;
    if (thread) {
        auto loaded = load_thread(db_, *thread);
        if (!loaded) return tl::unexpected(std::move(loaded).error());
        stored = std::move(*loaded);
        if (!stored || stored->thread.space != in.value_or(stored->thread.space))
            return tl::unexpected(no_such_thread(to_text(*thread)));
    }
    const std::string space = stored ? stored->thread.space : in.value_or("");
    auto space_no = stored ? Result<std::int64_t>(stored->space) : ensure_space(db_, space);
    if (!space_no) return tl::unexpected(std::move(space_no).error());

    auto lamport = lamport_of(*space_no);
    if (!lamport) return tl::unexpected(std::move(lamport).error());
    const auto now = clock_.now_ms();
    core::Stamp stamp{.id = make_id<OpId>(ids_, now),
                      .space = space,
                      .actor = identity_.actor,
                      .device = identity_.device,
                      .lamport = lamport->last + 1,
                      .at = now};
    if (auto done = append_profile(stamp, *space_no); !done) return tl::unexpected(std::move(done).error());
    if (stamp.lamport > oplog::lamport_max)
        return fail(Errc::unavailable, "the clock of the space {} has reached its end", space);

    auto op = make(stamp, stored ? &stored->thread : nullptr);
    if (!op) return tl::unexpected(std::move(op).error());
    if (op->id != stamp.id || op->space != space || op->lamport != stamp.lamport || op->actor != stamp.actor)
        return fail(Errc::internal, "an op of kind {} was made with another stamp", op->kind);
    if (auto done = insert_own(db_, *space_no, *op); !done) return tl::unexpected(std::move(done).error());

    const ThreadId id{op->entity.bytes};
    if (thread && *thread != id) return fail(Errc::internal, "the op is about another thread");
    auto derived = derive_thread(db_, *space_no, id, std::move(stored), {&*op, 1});
    if (!derived) return tl::unexpected(std::move(derived).error());
    if (!derived->thread) return fail(Errc::internal, "an op of kind {} opened no thread", op->kind);

    lamport->last = stamp.lamport;
    auto done = reserve(*space_no, *lamport)
                    .and_then([&]() -> Result<void> {
                        if (!sent_draft) return {};
                        return db_.run("DELETE FROM drafts WHERE id = ?1 AND text = ?2", sent_draft->id,
                                       sent_draft->text);
                    })
                    .and_then([&]() -> Result<void> {
                        if (!request) return {};
                        return remember_done(db_, *request, op->id);
                    })
                    .and_then([&]() -> Result<void> {
                        if (!request || request->draft || !sent_draft) return {};
                        return remember_sent(db_, sent_draft->id, request->what, op->id);
                    })
                    .and_then([&] { return transaction->commit(); });
    if (!done) return tl::unexpected(std::move(done).error());
    lamports_[*space_no] = *lamport;
    return Committed{op->id, std::move(*derived->thread), std::move(derived->previous_file), false};
}

}  // namespace restante::store
