#include "daemon/handlers/governed.hpp"

#include <algorithm>

#include "base/printable.hpp"
#include "daemon/dates.hpp"
#include "daemon/lookup/brief.hpp"
#include "daemon/lookup/lookup.hpp"
#include "daemon/space_shelves.hpp"
#include "why/weights.hpp"

namespace restante::daemon::handlers {
namespace {

constexpr std::uint32_t hint_severity = 4;

lookup::Told anchored(const GovernedPlace& governed) {
    const auto& place = governed.place;
    auto text = fmt::format("{} said on {} that it governs these lines", within_line(place.by.name),
                            date_text(place.at));
    if (place.placement && place.placement->state != protocol::PlacementState::exact)
        text += fmt::format(" ({})", within_line(place.placement->reason));
    return {place.decision_id,
            {why::EvidenceKind::anchored,
             why::weights::anchored,
             std::move(text),
             {},
             place.range->start.line + 1}};
}

/// By its id, among the space's.
std::optional<std::size_t> index_of(const lookup::SpaceShelf& space, const std::string& id) {
    for (std::size_t i = 0; i < space.records.size(); ++i)
        if (space.records[i].decision_id == id) return i;
    return std::nullopt;
}

protocol::Diagnostic hint(const protocol::DecisionMark& mark) {
    protocol::Diagnostic out;
    out.range = mark.range;
    out.severity = hint_severity;
    out.code = "decision-" + mark.decision.status;
    out.source = "restante";
    const auto name = within_line(fmt::format("{} {}", mark.decision.name, mark.decision.title.value_or("")));
    out.message =
        mark.decision.superseded_by
            ? fmt::format("{}, which governs this, was superseded: {} holds now", name,
                          fmt::join(*mark.decision.superseded_by, ", "))
            : fmt::format("{}, which governs this, is {}: does it still hold?", name, mark.decision.status);
    return out;
}

}  // namespace

bool covers(const protocol::Range& range, std::uint32_t first, std::uint32_t last) {
    auto end = range.end.line;
    if (end > range.start.line && range.end.character == 0) --end;
    return range.start.line <= last && first <= end;
}

lookup::SpaceShelfPtr stock(Context& context, const Location& where) {
    auto space = context.shelves.of(where.space, where.repository);
    context.lookups.set_space(where.root, space);
    return space;
}

void told_of_lines(Session& session, const std::string& uri, std::uint32_t first, std::uint32_t last,
                   std::span<const protocol::Thread> threads, const lookup::SpaceShelfPtr& space,
                   std::function<void(std::vector<lookup::Told>)> done) {
    std::vector<lookup::Told> told;
    if (space->empty()) return done(std::move(told));
    for (const auto& thread : threads)
        for (const auto& origin : space->origins)
            if (origin.thread == thread.id)
                told.push_back(
                    {origin.decision,
                     {why::EvidenceKind::thread,
                      why::weights::grew_from_thread,
                      fmt::format("it grew out of the thread {}, which is about these lines", thread.short_),
                      {},
                      thread.range ? thread.range->start.line + 1 : 0}});
    places_of_file(
        session, uri,
        [told, first, last, done = std::move(done)](Result<std::vector<GovernedPlace>> places) mutable {
            if (places)
                for (const auto& governed : *places)
                    if (governed.place.range && covers(*governed.place.range, first, last))
                        told.push_back(anchored(governed));
            done(std::move(told));
        });
}

void add_governed(const std::vector<GovernedPlace>& places, const lookup::SpaceShelf& space,
                  lookup::InDocument& out) {
    auto& marks = out.decisions.marks;
    for (const auto& governed : places) {
        const auto index = index_of(space, governed.place.decision_id);
        if (!governed.place.range || !index) continue;
        protocol::DecisionMark mark;
        mark.range = *governed.place.range;
        mark.decision = lookup::brief(*index, space.records, {});
        mark.place = governed.place.id;
        mark.stale = lookup::is_stale(space.records[*index]);
        if (governed.place.placement && governed.place.placement->state == protocol::PlacementState::edited)
            mark.changed = true;
        if (mark.stale) out.diagnostics.diagnostics.push_back(hint(mark));
        marks.push_back(std::move(mark));
    }
    std::stable_sort(marks.begin(), marks.end(),
                     [](const auto& a, const auto& b) { return a.range.start.line < b.range.start.line; });
}

}  // namespace restante::daemon::handlers
