#include "store/draft_rows.hpp"
#include "store/requests.hpp"
#include "store/store.hpp"

namespace restante::store {
namespace {

constexpr std::string_view columns =
    "SELECT id, kind, target, space, repository, path, anchor, text, revision, updated_at FROM drafts ";

Draft draft_in(const Statement& row) {
    return {.id = row.id<DraftId>(0),
            .kind = static_cast<DraftKind>(row.integer(1)),
            .target = std::string(row.text(2)),
            .space = std::string(row.text(3)),
            .repository = std::string(row.text(4)),
            .path = std::string(row.text(5)),
            .anchor = std::string(row.text(6)),
            .text = std::string(row.text(7)),
            .revision = row.integer(8),
            .updated_at = row.integer(9)};
}

bool same_content(const Draft& a, const Draft& b) {
    return a.kind == b.kind && a.target == b.target && a.space == b.space && a.repository == b.repository &&
           a.path == b.path && a.anchor == b.anchor && a.text == b.text;
}

Result<void> write_draft(Database& db, const Draft& draft) {
    return db.run(
        "INSERT INTO drafts (id, kind, target, space, repository, path, anchor, text, revision, updated_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO UPDATE SET"
        " kind = excluded.kind, target = excluded.target, space = excluded.space,"
        " repository = excluded.repository, path = excluded.path, anchor = excluded.anchor,"
        " text = excluded.text, revision = excluded.revision, updated_at = excluded.updated_at",
        draft.id, draft.kind, draft.target, draft.space, draft.repository, draft.path, draft.anchor,
        draft.text, draft.revision, draft.updated_at);
}

}  // namespace

Result<std::optional<Draft>> read_draft(Database& db, DraftId id) {
    static const auto sql = std::string(columns) + "WHERE id = ?1";
    auto statement = db.prepare(sql);
    if (!statement) return tl::unexpected(std::move(statement).error());
    return statement->bind(id).step().map([&](bool row) -> std::optional<Draft> {
        if (!row) return std::nullopt;
        return draft_in(*statement);
    });
}

Result<std::vector<Draft>> read_drafts(Database& db) {
    static const auto sql = std::string(columns) + "ORDER BY updated_at DESC, id DESC";
    std::vector<Draft> drafts;
    auto statement = db.prepare(sql);
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->each([&](Statement& row) { drafts.push_back(draft_in(row)); });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return drafts;
}

Result<SavedDraft> Store::put_draft(Draft draft, std::int64_t base_revision) {
    auto transaction = Transaction::begin(db_);
    if (!transaction) return tl::unexpected(std::move(transaction).error());
    auto current = read_draft(db_, draft.id);
    if (!current) return tl::unexpected(std::move(current).error());

    auto sent_in = thread_of_done(db_, to_text(draft.id));
    if (!sent_in) return tl::unexpected(std::move(sent_in).error());

    const auto now = clock_.now_ms();
    const auto revision = *current ? (*current)->revision : 0;
    // Saved again as it is (an answer got lost, say): there is nothing to keep apart.
    if (*current && same_content(**current, draft)) return SavedDraft{draft.id, revision, false, *sent_in};
    // Under the id of one that was sent it could never be sent.
    const bool forked = revision != base_revision || (*sent_in && !*current);
    if (forked || draft.id.is_nil()) draft.id = make_id<DraftId>(ids_, now);
    draft.revision = forked ? 1 : revision + 1;
    draft.updated_at = now;
    return write_draft(db_, draft).and_then([&] { return transaction->commit(); }).map([&] {
        return SavedDraft{draft.id, draft.revision, forked, *sent_in};
    });
}

Result<std::vector<Draft>> Store::drafts() {
    return read_drafts(db_);
}
Result<std::optional<Draft>> Store::draft(DraftId id) {
    return read_draft(db_, id);
}
Result<void> Store::remove_draft(DraftId id) {
    return db_.run("DELETE FROM drafts WHERE id = ?1", id);
}

}  // namespace restante::store
