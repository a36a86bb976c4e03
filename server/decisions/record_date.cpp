// The day of the decision: what states it, else the day the record was begun, else the last change.
#include <fmt/format.h>

#include "decisions/compose.hpp"
#include "decisions/dates.hpp"
#include "decisions/plain.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// Whether a fact of the field gives a date, or one whose day the other records must tell. `unread` is the
/// first that says something else.
bool take_stated(Reading& reading, const std::vector<Fact>& facts, Field field, const Fact*& unread) {
    for (const auto& fact : facts) {
        if (fact.field != field || fact.values.empty()) continue;
        const auto text = plain(fact.values.front());
        const auto date = read_date(text);
        if (date.iso) {
            reading.record.date = date.iso;
            reading.shows = date.shows;
            return true;
        }
        if (date.ambiguous) {
            reading.date_raw = text;
            return true;
        }
        if (unread == nullptr && !is_placeholder(text) && !is_nothing(text)) unread = &fact;
    }
    return false;
}

/// The first line of a change log, whichever way it is sorted.
std::optional<std::string> first_change(const std::vector<Fact>& facts) {
    std::optional<std::string> first;
    for (const auto& fact : facts) {
        if (fact.field != Field::change || fact.values.empty()) continue;
        auto date = read_date(plain(fact.values.front())).iso;
        if (date && (!first || *date < *first)) first = std::move(date);
    }
    return first;
}

/// "Accepted 2023-02-07", "Approved (by vote on 2021-12-14)": when it became so.
std::optional<std::string> dated_by_status(const Record& record) {
    constexpr std::size_t bytes_max = 60;
    if (!record.status_raw || (record.status != Status::accepted && record.status != Status::proposed))
        return std::nullopt;
    const auto text = plain(*record.status_raw);
    // A review's days are not when anything was decided.
    if (text.size() > bytes_max || folded(text).find("review") != std::string::npos) return std::nullopt;
    return read_date(text).iso;
}

}  // namespace

void choose_date(Reading& reading, const std::vector<Fact>& facts) {
    const Fact* unread = nullptr;
    for (const auto field : {Field::date, Field::created, Field::modified})
        if (take_stated(reading, facts, field, unread)) return;
    auto& record = reading.record;
    record.date = first_change(facts);
    if (!record.date) record.date = dated_by_status(record);
    if (!record.date && unread != nullptr && unread->where < Where::section)
        record.problems.push_back({ProblemKind::date_unknown,
                                   fmt::format("its date cannot be read: {}", plain(unread->values.front())),
                                   unread->line});
}

}  // namespace restante::decisions
