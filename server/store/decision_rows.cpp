#include "store/decision_rows.hpp"

#include "base/utf8.hpp"

namespace restante::store {
namespace {

Result<void> write_links(Database& db, std::int64_t no, const std::vector<core::Link>& links) {
    auto done = db.run("DELETE FROM links WHERE source = ?1", no);
    for (const auto& link : links)
        if (done)
            done = db.run("INSERT OR IGNORE INTO links (source, rel, type, target) VALUES (?1, ?2, ?3, ?4)",
                          no, link.rel, link.target.type, link.target.text);
    return done;
}

}  // namespace

Result<void> write_decision_rows(Database& db, std::int64_t no, const core::Thread& thread) {
    if (auto done = write_links(db, no, thread.links); !done || !thread.decision) return done;
    const auto& decision = *thread.decision;
    return db.run(
        "INSERT INTO decisions (no, status, number, outcome, applies_to, review_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (no) DO UPDATE SET status = excluded.status,"
        " number = excluded.number, outcome = excluded.outcome, applies_to = excluded.applies_to,"
        " review_by = excluded.review_by",
        no, decision.status(), decision.number, first_line(decision.text(core::DecisionField::outcome).text),
        decision.text(core::DecisionField::applies_to).text,
        decision.text(core::DecisionField::review_by).text);
}

std::string first_line(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    text.remove_prefix(from);
    text = text.substr(0, text.find_first_of("\r\n"));
    if (text.size() <= first_line_bytes_max) return std::string(text);
    const auto cut = text.substr(0, first_line_bytes_max);
    return std::string(cut.substr(0, utf8::valid_prefix(cut))) + "…";
}

}  // namespace restante::store
