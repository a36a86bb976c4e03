// Reader: decisions, the places that they govern, and what refers to what.
#include "store/derive.hpp"
#include "store/reader.hpp"
#include "store/snapshot.hpp"

namespace restante::store {
namespace {

std::optional<std::uint64_t> number_in(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return static_cast<std::uint64_t>(row.integer(column));
}

DecisionRow decision_in(const Statement& row) {
    return {.id = row.id<ThreadId>(0),
            .title = std::string(row.text(1)),
            .status = static_cast<core::DecisionStatus>(row.integer(2)),
            .superseded = false,
            .number = number_in(row, 3),
            .outcome = std::string(row.text(4)),
            .applies_to = std::string(row.text(5)),
            .review_by = std::string(row.text(6)),
            .proposed_at = row.integer(7),
            .updated_at = row.integer(8)};
}

}  // namespace

// A link names its target by the id's text, which the database cannot make of the id: so whether something is
// superseded is asked per row, by an index.
Result<std::vector<DecisionRow>> Reader::decisions(const std::string& space, const std::string& repository,
                                                   std::size_t limit, ThreadId after) {
    std::vector<DecisionRow> rows;
    auto statement = db_.prepare(
        "SELECT t.id, t.title, d.status, d.number, d.outcome, d.applies_to, d.review_by, t.opened_at,"
        " t.updated_at FROM spaces p CROSS JOIN threads t INDEXED BY threads_by_file"
        " ON t.space = p.no AND t.repository = ?2 AND t.path = '' AND t.role = 2"
        " CROSS JOIN decisions d ON d.no = t.no"
        " WHERE p.name = ?1 AND (?3 OR t.id < ?4) ORDER BY t.id DESC LIMIT ?5");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(space, repository, after.is_nil(), after, limit).each([&](Statement& row) {
        rows.push_back(decision_in(row));
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    for (auto& row : rows) {
        auto successor = db_.integer(
            "SELECT 1 FROM links l INDEXED BY links_by_target CROSS JOIN threads t ON t.no = l.source"
            " CROSS JOIN decisions d ON d.no = t.no"
            " WHERE l.target = ?1 AND l.type = ?2 AND l.rel = ?3 AND d.status = ?4"
            " AND t.space = (SELECT no FROM spaces WHERE name = ?5) LIMIT 1",
            to_text(row.id), core::LinkType::entity, core::LinkRel::supersedes,
            core::DecisionStatus::accepted, space);
        if (!successor) return tl::unexpected(std::move(successor).error());
        row.superseded = successor->has_value();
    }
    return rows;
}

Result<std::vector<DecisionLinkRow>> Reader::links_of_decisions(const std::string& space,
                                                                const std::string& repository) {
    std::vector<DecisionLinkRow> rows;
    auto statement = db_.prepare(
        "SELECT t.id, l.rel, l.type, l.target FROM spaces p CROSS JOIN threads t INDEXED BY threads_by_file"
        " ON t.space = p.no AND t.repository = ?2 AND t.path = '' AND t.role = 2"
        " CROSS JOIN links l ON l.source = t.no WHERE p.name = ?1 ORDER BY t.id, l.rel, l.type, l.target");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(space, repository).each([&](Statement& row) {
        rows.push_back({row.id<ThreadId>(0),
                        static_cast<core::LinkRel>(row.integer(1)),
                        {static_cast<core::LinkType>(row.integer(2)), std::string(row.text(3))}});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return rows;
}

Result<std::vector<LinkingRow>> Reader::linking_to(const std::string& space, const core::LinkTarget& target) {
    std::vector<LinkingRow> rows;
    auto statement = db_.prepare(
        "SELECT t.id, l.rel, t.role, t.title, d.status, d.number"
        " FROM links l INDEXED BY links_by_target CROSS JOIN threads t ON t.no = l.source"
        " LEFT JOIN decisions d ON d.no = t.no"
        " WHERE l.target = ?1 AND l.type = ?2 AND t.space = (SELECT no FROM spaces WHERE name = ?3)"
        " ORDER BY t.id, l.rel");
    if (!statement) return tl::unexpected(std::move(statement).error());
    auto walked = statement->bind(target.text, target.type, space).each([&](Statement& row) {
        LinkingRow out{.source = row.id<ThreadId>(0),
                       .rel = static_cast<core::LinkRel>(row.integer(1)),
                       .role = static_cast<core::Role>(row.integer(2)),
                       .title = std::string(row.text(3)),
                       .status = {},
                       .number = number_in(row, 5)};
        if (!row.is_null(4)) out.status = static_cast<core::DecisionStatus>(row.integer(4));
        rows.push_back(std::move(out));
    });
    if (!walked) return tl::unexpected(std::move(walked).error());
    return rows;
}

Result<std::vector<core::Thread>> Reader::places_of(const std::string& space, ThreadId decision) {
    std::vector<ThreadId> ids;
    {
        auto statement = db_.prepare(
            "SELECT t.id FROM threads t INDEXED BY threads_governed WHERE t.governs = ?1"
            " AND t.space = (SELECT no FROM spaces WHERE name = ?2) ORDER BY t.id");
        if (!statement) return tl::unexpected(std::move(statement).error());
        auto walked = statement->bind(decision, space).each([&](Statement& row) {
            ids.push_back(row.id<ThreadId>(0));
        });
        if (!walked) return tl::unexpected(std::move(walked).error());
    }
    std::vector<core::Thread> places;
    for (const auto& id : ids) {
        auto stored = load_thread(db_, id);
        if (!stored) return tl::unexpected(std::move(stored).error());
        if (*stored) places.push_back(std::move((*stored)->thread));
    }
    return places;
}

}  // namespace restante::store
