#include "decisions/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "decisions/circles.hpp"
#include "decisions/directory.hpp"
#include "decisions/fields.hpp"

namespace restante::decisions {
namespace {

constexpr std::array<Field, 4> relations{Field::supersedes, Field::superseded_by, Field::amends,
                                         Field::amended_by};

std::vector<std::string>& list_of(Record& record, Field relation) {
    switch (relation) {
        case Field::supersedes:
            return record.supersedes;
        case Field::superseded_by:
            return record.superseded_by;
        case Field::amends:
            return record.amends;
        default:
            return record.amended_by;
    }
}

std::string_view verb_of(Field relation) {
    switch (relation) {
        case Field::supersedes:
            return "supersedes";
        case Field::superseded_by:
            return "is superseded by";
        case Field::amends:
            return "amends";
        default:
            return "is amended by";
    }
}

class Resolver {
  public:
    explicit Resolver(std::vector<Reading> readings) : readings_(std::move(readings)) {
        std::sort(readings_.begin(), readings_.end(),
                  [](const Reading& a, const Reading& b) { return a.record.path < b.record.path; });
    }

    std::vector<Record> resolve() {
        dates();
        const Directory directory(readings_);
        for (std::size_t i = 0; i < readings_.size(); ++i)
            for (const auto relation : relations)
                for (const auto& reference : readings_[i].of(relation))
                    follow(directory, i, relation, reference);
        one_sided();
        for (auto& circle : supersession_circles(replaced_, readings_))
            problem(circle.record, ProblemKind::supersession_cycle, std::move(circle.text));
        duplicates();
        mentions(directory);
        std::vector<Record> out;
        out.reserve(readings_.size());
        for (auto& reading : readings_)
            out.push_back(std::move(reading.record));
        return out;
    }

  private:
    void problem(std::size_t index, ProblemKind kind, std::string text, std::uint32_t line = 0) {
        readings_[index].record.problems.push_back({kind, std::move(text), line});
    }

    /// "03/04/2021" can be read where another record of the same folder shows which number is the day.
    void dates() {
        std::map<std::string_view, std::pair<bool, bool>> shown;
        for (const auto& reading : readings_) {
            auto& [day, month] = shown[folder_of(reading.record.path)];
            day = day || reading.shows == DayOrder::day_first;
            month = month || reading.shows == DayOrder::month_first;
        }
        for (auto& reading : readings_) {
            if (reading.date_raw.empty()) continue;
            const auto [day, month] = shown[folder_of(reading.record.path)];
            if (day != month)
                reading.record.date =
                    read_date(reading.date_raw, day ? DayOrder::day_first : DayOrder::month_first).iso;
            if (!reading.record.date)
                reading.record.problems.push_back(
                    {ProblemKind::date_unknown,
                     "which number of its date is the day cannot be known: " + reading.date_raw});
        }
    }

    void follow(const Directory& directory, std::size_t from, Field relation, const Reference& reference) {
        auto& record = readings_[from].record;
        const auto found = directory.find(reference, from);
        if (!found && !reference.number) {
            // A title or an address that names no record here: of another project, or prose.
            if (reference.target.empty() || reference.target.find("://") == std::string::npos)
                problem(from, ProblemKind::reference_dangling,
                        fmt::format("it {} {}, and no record here is called so", verb_of(relation),
                                    reference.text.empty() ? reference.target : reference.text),
                        reference.line);
            return;
        }
        const bool elsewhere = !found && reference.target.find("://") != std::string::npos;
        if (elsewhere) return;
        const auto& id = found ? id_of(readings_[*found].record) : *reference.number;
        auto& list = list_of(record, relation);
        if (std::find(list.begin(), list.end(), id) != list.end()) return;
        list.push_back(id);
        if (!found)
            return problem(from, ProblemKind::reference_dangling,
                           fmt::format("it {} {}, which does not exist", verb_of(relation), id),
                           reference.line);
        if (*found == from && relation <= Field::superseded_by)
            return problem(from, ProblemKind::supersedes_itself,
                           fmt::format("it says that it {} itself", verb_of(relation)), reference.line);
        if (relation == Field::supersedes) replaced_[from].insert(*found), said_.insert({from, *found, 0});
        if (relation == Field::superseded_by) replaced_[*found].insert(from), said_.insert({*found, from, 1});
        lines_[{from, *found}] = reference.line;
    }

    void one_sided() {
        for (const auto& [newer, older, side] : said_) {
            if (said_.contains({newer, older, 1 - side})) continue;
            const auto from = side == 0 ? newer : older;
            const auto to = side == 0 ? older : newer;
            problem(from, ProblemKind::reference_one_sided,
                    fmt::format("it {} {}, which does not say so",
                                side == 0 ? "supersedes" : "is superseded by", id_of(readings_[to].record)),
                    lines_[{from, to}]);
        }
    }

    /// "ADR-99", where this project's records are called so and none has the number. "RFC n" is mostly
    /// IETF's.
    void mentions(const Directory& directory) {
        std::map<std::string_view, std::set<std::string>> kinds;  // by folder
        for (const auto& reading : readings_)
            kinds[folder_of(reading.record.path)].insert(reading.record.kind);
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            const auto& own = kinds[folder_of(readings_[i].record.path)];
            for (const auto& mention : readings_[i].mentions) {
                const bool ours = own.contains(mention.kind) || (mention.kind == "ADR" && own.contains(""));
                if (!ours || mention.kind == "RFC" || directory.numbered(mention.number, i, mention.kind))
                    continue;
                problem(i, ProblemKind::mention_dangling,
                        fmt::format("it mentions {} {}, which does not exist", mention.kind, mention.number),
                        mention.line);
            }
        }
    }

    void duplicates() {
        std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<std::size_t>>
            same;
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            const auto& record = readings_[i].record;
            if (record.number) same[{folder_of(record.path), record.kind, *record.number}].push_back(i);
        }
        for (const auto& [key, indices] : same) {
            if (indices.size() < 2) continue;
            for (const auto index : indices) {
                const auto other = indices[index == indices[0] ? 1 : 0];
                problem(index, ProblemKind::number_duplicate,
                        fmt::format("its number {} is also that of {}", *readings_[index].record.number,
                                    readings_[other].record.path));
            }
        }
    }

    std::vector<Reading> readings_;
    Replaced replaced_;
    std::set<std::tuple<std::size_t, std::size_t, int>> said_;  // newer, older, and which of the two says so
    std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> lines_;
};

}  // namespace

std::vector<Record> resolve(std::vector<Reading> readings) {
    return Resolver(std::move(readings)).resolve();
}

}  // namespace restante::decisions
