#include "decisions/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

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

/// What other records may mean this one by, or learn from it.
bool is_called_alike(const Reading& a, const Reading& b) {
    const auto& left = a.record;
    const auto& right = b.record;
    return left.path == right.path && left.number == right.number && left.slug == right.slug &&
           left.kind == right.kind && left.title == right.title && left.format == right.format &&
           a.labels == b.labels && a.shows == b.shows;
}

}  // namespace

/// Problems are kept by what they follow from, as an edit changes some of these only.
class Resolved::Resolver {
  public:
    explicit Resolver(std::vector<Reading> readings)
        : readings_(in_order(std::move(readings))), directory_(readings_), stages_(readings_.size()) {
        learn_folders();
        records_.reserve(readings_.size());
        for (const auto& reading : readings_)
            records_.push_back(reading.record);
        for (std::size_t i = 0; i < readings_.size(); ++i)
            read_alone(i);
        relate();
        duplicates();
        for (std::size_t i = 0; i < readings_.size(); ++i)
            join(i);
    }

    [[nodiscard]] std::vector<Record>& records() { return records_; }

    bool replace(std::size_t index, Reading reading) {
        if (!is_called_alike(readings_[index], reading)) return false;
        const auto before = edges_of(index);
        for (const auto& edge : before)
            said_.erase(edge);
        lines_.erase(lines_.lower_bound({index, 0}), lines_.lower_bound({index + 1, 0}));
        readings_[index] = std::move(reading);
        records_[index] = readings_[index].record;
        auto& stages = stages_[index];
        stages.alone.clear();
        stages.mentions.clear();
        read_alone(index);
        if (!before.empty() || !edges_of(index).empty()) {
            for (std::size_t i = 0; i < stages_.size(); ++i)
                stages_[i].before = std::exchange(stages_[i].between, {});
            relate();
            for (std::size_t i = 0; i < stages_.size(); ++i)
                if (std::exchange(stages_[i].before, {}) != stages_[i].between) join(i);
        }
        join(index);
        return true;
    }

  private:
    struct Stages {
        std::vector<Problem> alone;  // its date, and whom it refers to
        std::vector<Problem> between;
        std::vector<Problem> before;  // what `between` was, while it is made anew
        std::vector<Problem> numbers;
        std::vector<Problem> mentions;
    };
    struct FolderFacts {
        bool day_first = false;
        bool month_first = false;
        std::set<std::string> kinds;
    };
    using Edge = std::tuple<std::size_t, std::size_t, int>;  // newer, older, and which of the two says so

    static std::vector<Reading> in_order(std::vector<Reading> readings) {
        std::sort(readings.begin(), readings.end(),
                  [](const Reading& a, const Reading& b) { return a.record.path < b.record.path; });
        return readings;
    }

    void learn_folders() {
        for (const auto& reading : readings_) {
            const auto folder = folder_of(reading.record.path);
            auto known = folders_.find(folder);
            if (known == folders_.end()) known = folders_.emplace(folder, FolderFacts{}).first;
            known->second.day_first |= reading.shows == DayOrder::day_first;
            known->second.month_first |= reading.shows == DayOrder::month_first;
            known->second.kinds.insert(reading.record.kind);
        }
    }

    void read_alone(std::size_t index) {
        const auto& facts = folders_.find(folder_of(readings_[index].record.path))->second;
        date(index, facts);
        for (const auto relation : relations)
            for (const auto& reference : readings_[index].of(relation))
                follow(index, relation, reference);
        mentions(index, facts);
    }

    void join(std::size_t index) {
        auto& problems = records_[index].problems;
        problems = readings_[index].record.problems;
        const auto& stages = stages_[index];
        for (const auto* more : {&stages.alone, &stages.between, &stages.numbers, &stages.mentions})
            problems.insert(problems.end(), more->begin(), more->end());
    }

    /// "03/04/2021" can be read where another record of the same folder shows which number is the day.
    void date(std::size_t index, const FolderFacts& facts) {
        const auto& raw = readings_[index].date_raw;
        if (raw.empty()) return;
        auto& date = records_[index].date;
        if (facts.day_first != facts.month_first)
            date = read_date(raw, facts.day_first ? DayOrder::day_first : DayOrder::month_first).iso;
        if (!date)
            stages_[index].alone.push_back(
                {ProblemKind::date_unknown, "which number of its date is the day cannot be known: " + raw});
    }

    void follow(std::size_t from, Field relation, const Reference& reference) {
        auto& problems = stages_[from].alone;
        const auto found = directory_.find(reference, from);
        if (!found && !reference.number) {
            // A title or an address that names no record here: of another project, or prose.
            if (reference.target.empty() || reference.target.find("://") == std::string::npos)
                problems.push_back(
                    {ProblemKind::reference_dangling,
                     fmt::format("it {} {}, and no record here is called so", verb_of(relation),
                                 reference.text.empty() ? reference.target : reference.text),
                     reference.line});
            return;
        }
        const bool elsewhere = !found && reference.target.find("://") != std::string::npos;
        if (elsewhere) return;
        const auto& id = found ? id_of(readings_[*found].record) : *reference.number;
        auto& list = list_of(records_[from], relation);
        if (std::find(list.begin(), list.end(), id) != list.end()) return;
        list.push_back(id);
        if (!found)
            return problems.push_back({ProblemKind::reference_dangling,
                                       fmt::format("it {} {}, which does not exist", verb_of(relation), id),
                                       reference.line});
        if (*found == from && relation <= Field::superseded_by)
            return problems.push_back({ProblemKind::supersedes_itself,
                                       fmt::format("it says that it {} itself", verb_of(relation)),
                                       reference.line});
        if (relation == Field::supersedes) said_.insert({from, *found, 0});
        if (relation == Field::superseded_by) said_.insert({*found, from, 1});
        lines_[{from, *found}] = reference.line;
    }

    /// What the record itself says.
    [[nodiscard]] std::vector<Edge> edges_of(std::size_t index) {
        std::vector<Edge> out;
        for (auto edge = said_.lower_bound({index, 0, 0}); edge != said_.end() && std::get<0>(*edge) == index;
             ++edge)
            if (std::get<2>(*edge) == 0) out.push_back(*edge);
        for (const auto& reference : readings_[index].of(Field::superseded_by))
            if (const auto newer = directory_.find(reference, index);
                newer && said_.contains({*newer, index, 1}))
                out.emplace_back(*newer, index, 1);
        return out;
    }

    /// What is wrong between two or more: who supersedes whom.
    void relate() {
        one_sided();
        cycles();
    }

    void one_sided() {
        for (const auto& [newer, older, side] : said_) {
            if (said_.contains({newer, older, 1 - side})) continue;
            const auto from = side == 0 ? newer : older;
            const auto to = side == 0 ? older : newer;
            stages_[from].between.push_back(
                {ProblemKind::reference_one_sided,
                 fmt::format("it {} {}, which does not say so", side == 0 ? "supersedes" : "is superseded by",
                             id_of(readings_[to].record)),
                 lines_[{from, to}]});
        }
    }

    void cycles() {
        Replaced replaced;
        for (const auto& [newer, older, side] : said_)
            replaced[newer].insert(older);
        for (auto& circle : supersession_circles(replaced, readings_))
            stages_[circle.record].between.push_back(
                {ProblemKind::supersession_cycle, std::move(circle.text)});
    }

    /// "ADR-99", where this project's records are called so and none has the number. "RFC n" is mostly
    /// IETF's.
    void mentions(std::size_t index, const FolderFacts& facts) {
        for (const auto& mention : readings_[index].mentions) {
            const bool ours =
                facts.kinds.contains(mention.kind) || (mention.kind == "ADR" && facts.kinds.contains(""));
            if (!ours || mention.kind == "RFC" || directory_.numbered(mention.number, index, mention.kind))
                continue;
            stages_[index].mentions.push_back(
                {ProblemKind::mention_dangling,
                 fmt::format("it mentions {} {}, which does not exist", mention.kind, mention.number),
                 mention.line});
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
                stages_[index].numbers.push_back(
                    {ProblemKind::number_duplicate,
                     fmt::format("its number {} is also that of {}", *readings_[index].record.number,
                                 readings_[other].record.path)});
            }
        }
    }

    std::vector<Reading> readings_;
    Directory directory_;
    std::vector<Stages> stages_;
    std::vector<Record> records_;
    std::map<std::string, FolderFacts, std::less<>> folders_;
    std::set<Edge> said_;
    std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> lines_;
};

Resolved::Resolved(std::vector<Reading> readings)
    : resolver_(std::make_unique<Resolver>(std::move(readings))) {}
Resolved::~Resolved() = default;
Resolved::Resolved(Resolved&&) noexcept = default;
Resolved& Resolved::operator=(Resolved&&) noexcept = default;

const std::vector<Record>& Resolved::records() const {
    return resolver_->records();
}

bool Resolved::replace(std::size_t index, Reading reading) {
    return resolver_->replace(index, std::move(reading));
}

std::vector<Record> resolve(std::vector<Reading> readings) {
    const Resolved all(std::move(readings));
    return all.records();
}

}  // namespace restante::decisions
