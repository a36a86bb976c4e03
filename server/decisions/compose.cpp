#include "decisions/compose.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "decisions/fields.hpp"
#include "decisions/plain.hpp"
#include "decisions/references.hpp"
#include "decisions/relations.hpp"
#include "decisions/sections.hpp"
#include "decisions/status_words.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t facts_max = 1000;
constexpr std::size_t references_max = 100;  // of one relation

/// Facts in the order in which they are believed, and what is chosen from them.
class Composer {
  public:
    Composer(Reading& reading, const FileName& name, const Outline& outline, std::vector<Fact> facts)
        : reading_(reading),
          record_(reading.record),
          name_(name),
          outline_(outline),
          facts_(std::move(facts)) {
        // Honest texts have a dozen; what comes later is in no place that is believed more.
        if (facts_.size() > facts_max) facts_.resize(facts_max);
        std::stable_sort(facts_.begin(), facts_.end(),
                         [](const Fact& a, const Fact& b) { return a.where < b.where; });
    }

    /// Gives where the status stands.
    std::optional<Where> compose() {
        number();
        title();
        status();
        date();
        review();
        for (const auto relation :
             {Field::supersedes, Field::superseded_by, Field::amends, Field::amended_by})
            references(relation);
        names(Field::deciders, record_.deciders);
        names(Field::tags, record_.tags);
        names(Field::applies_to, record_.applies_to);
        return status_at_;
    }

  private:
    void problem(ProblemKind kind, std::string text, std::uint32_t line) {
        record_.problems.push_back({kind, std::move(text), line});
    }

    /// The first fact of the field that says something.
    const Fact* said(Field field) const {
        for (const auto& fact : facts_)
            if (fact.field == field && !fact.values.empty()) return &fact;
        return nullptr;
    }

    const Element* heading() const {
        for (const auto& element : outline_.elements)
            if (element.part == Part::heading && !trimmed(element.text).empty()) return &element;
        return nullptr;
    }

    void number() {
        record_.number = name_.number;
        const auto* fact = said(Field::number);
        if (fact == nullptr || fact->where > Where::list) return;
        const auto text = plain(fact->values.front());
        const auto word = trimmed(std::string_view(text).substr(0, text.find_first_of(" \t,(")));
        std::string stated;
        if (!word.empty() && is_digit(word.front()) &&
            word.find_first_not_of("0123456789-.") == std::string_view::npos)
            stated = without_zeros(word);
        else if (const auto name = read_name(text); name.number && !name.kind.empty())
            stated = *name.number;
        const bool date = stated.size() >= 8 && stated.find('-') != std::string::npos;
        if (!stated.empty() && !date) record_.number = stated;
    }

    void title() {
        const auto* head = heading();
        const auto from_heading = head != nullptr ? read_heading(head->text, record_.number) : Heading{};
        if (const auto* fact = said(Field::title); fact != nullptr && fact->where <= Where::list) {
            const auto stated = read_heading(fact->values.front(), record_.number);
            // "title: use-x" of a file use-x.md names the file; what a reader sees is the heading.
            const bool is_slug = head != nullptr && stated.title == name_.slug &&
                                 !from_heading.title.empty() && !is_section_name(key_of(from_heading.title));
            if (!stated.title.empty()) record_.title = is_slug ? from_heading.title : stated.title;
            placeholder(fact->line);
        } else if (head != nullptr && !from_heading.title.empty() &&
                   !is_section_name(key_of(from_heading.title)) &&
                   !folded(from_heading.title).starts_with("this rfc was")) {
            record_.title = from_heading.title;
            placeholder(head->line);
        }
        if (!record_.title) problem(ProblemKind::no_title, "it has no title", 0);
        if (from_heading.number && name_.number && *from_heading.number != *name_.number &&
            record_.number != from_heading.number)
            problem(ProblemKind::number_mismatch,
                    fmt::format("the file is number {}, its heading says {}", *name_.number,
                                *from_heading.number),
                    head->line);
    }

    void placeholder(std::uint32_t line) {
        if (record_.title && is_placeholder(*record_.title)) {
            problem(ProblemKind::template_in_use, "its title is what the template says", line);
            record_.title.reset();
        }
    }

    void status() {
        std::vector<const Fact*> stated;  // in the place that is believed most
        for (const auto field : {Field::status, Field::stage}) {
            for (const auto& fact : facts_)
                if (fact.field == field && !fact.values.empty() &&
                    (stated.empty() || fact.where == stated.front()->where))
                    stated.push_back(&fact);
            if (field == Field::stage)
                std::erase_if(stated, [](const Fact* fact) {
                    return fact->field == Field::stage &&
                           read_status(fact->values.front()).status == Status::unknown;
                });
            if (!stated.empty()) break;
        }
        if (stated.empty()) return unstated();
        status_at_ = stated.front()->where;
        const auto first = read_status(stated.front()->values.front());
        const auto reading = status_at_ == Where::section
                                 ? status_of_section(stated)
                                 : StatedStatus{first.status, first.unfilled, stated.front()};
        const auto* chosen = reading.from;
        record_.status_raw = std::string(trimmed(chosen->values.front()));
        record_.status = reading.status;
        for (const auto* fact : stated)
            clauses(*fact, read_status(fact->values.front()));
        if (reading.status == Status::unknown && status_at_ == Where::section &&
            said(Field::merged_as) != nullptr)
            return merged();
        if (reading.unfilled)
            problem(ProblemKind::status_unfilled,
                    fmt::format("its status still is what the template offers: {}", *record_.status_raw),
                    chosen->line);
        else if (reading.status == Status::unknown)
            problem(ProblemKind::status_unknown,
                    fmt::format("its status is no word that is known: {}", *record_.status_raw),
                    chosen->line);
    }

    void unstated() {
        if (said(Field::merged_as) != nullptr) return merged();
        problem(ProblemKind::no_status, "it says no status", 0);
    }

    /// RFCs of the kind that Rust began say no status: one is taken into the folder when it is accepted, and
    /// "RFC PR" is filled in then.
    void merged() {
        const auto* fact = said(Field::merged_as);
        const auto& text = fact->values.front();
        if (!is_placeholder(text) && std::any_of(text.begin(), text.end(), is_digit) &&
            folded(text).find("leave") == std::string::npos)
            record_.status = Status::accepted;
        else
            problem(ProblemKind::no_status, "it says no status", 0);
    }

    /// "superseded by ADR-7", in what states the status.
    void clauses(const Fact& fact, const StatusReading& reading) {
        constexpr std::size_t near = 160;
        const auto& text = fact.values.front();
        if (reading.status == Status::unknown && !begins_with_relation(text)) return;
        if (reading.unfilled) return;
        for (const auto& clause : relation_clauses(text))
            if (static_cast<std::size_t>(clause.text.data() - text.data()) < near)
                refer(clause.field, clause.text, fact.line);
    }

    void refer(Field relation, std::string_view text, std::uint32_t line) {
        auto& known = reading_.of(relation);
        for (auto& reference : references_in(text, line))
            if (known.size() < references_max &&
                std::find(known.begin(), known.end(), reference) == known.end())
                known.push_back(std::move(reference));
    }

    void references(Field relation) {
        for (const auto& fact : facts_)
            if (fact.field == relation)
                for (const auto& value : fact.values)
                    refer(relation, value, fact.line);
    }

    void date() {
        const Fact* unread = nullptr;
        for (const auto field : {Field::date, Field::created, Field::modified})
            for (const auto& fact : facts_) {
                if (fact.field != field || fact.values.empty()) continue;
                const auto text = plain(fact.values.front());
                const auto reading = read_date(text);
                if (reading.iso) {
                    record_.date = reading.iso;
                    reading_.shows = reading.shows;
                    return;
                }
                if (reading.ambiguous) {
                    reading_.date_raw = text;
                    return;
                }
                if (unread == nullptr && !is_placeholder(text) && !is_nothing(text)) unread = &fact;
            }
        // The first line of a change log, whichever way it is sorted.
        for (const auto& fact : facts_)
            if (fact.field == Field::change)
                if (const auto reading = read_date(plain(fact.values.front()));
                    reading.iso && (!record_.date || *reading.iso < *record_.date))
                    record_.date = reading.iso;
        if (record_.date) return;
        if (unread != nullptr && unread->where < Where::section)
            problem(ProblemKind::date_unknown,
                    fmt::format("its date cannot be read: {}", plain(unread->values.front())), unread->line);
    }

    void review() {
        const auto* fact = said(Field::review_by);
        if (fact != nullptr) record_.review_by = read_date(plain(fact->values.front())).iso;
    }

    void names(Field field, std::vector<std::string>& out) {
        const auto* fact = said(field);
        if (fact == nullptr) return;
        for (const auto& other : facts_) {
            if (other.field != field || other.where != fact->where) continue;
            for (const auto& value : other.values)
                for (const auto part : parts(value, ",;")) {
                    auto name = field == Field::applies_to ? std::string(part) : plain(part);
                    if (!is_nothing(name) && !is_placeholder(name)) out.push_back(std::move(name));
                }
        }
    }

    Reading& reading_;
    Record& record_;
    const FileName& name_;
    const Outline& outline_;
    std::vector<Fact> facts_;
    std::optional<Where> status_at_;
};

}  // namespace

std::optional<Where> compose(Reading& reading, const FileName& name, const Outline& outline,
                             std::vector<Fact> facts) {
    return Composer(reading, name, outline, std::move(facts)).compose();
}

}  // namespace restante::decisions
