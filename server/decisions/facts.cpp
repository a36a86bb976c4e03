#include "decisions/facts.hpp"

#include <algorithm>
#include <optional>

#include "decisions/pairs.hpp"
#include "decisions/plain.hpp"
#include "decisions/relations.hpp"
#include "decisions/sections.hpp"
#include "decisions/status_words.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

constexpr std::size_t heading_bytes_max = 60;
constexpr std::size_t statements_max = 60;
constexpr std::uint32_t attribute_line_max = 40;  // later ones belong to something in the text

class Collector {
  public:
    explicit Collector(const Outline& outline) : elements_(outline.elements) {}

    Facts collect() {
        for (at_ = 0; at_ < elements_.size(); ++at_)
            take(elements_[at_]);
        return std::move(facts_);
    }

  private:
    void add(Field field, Where where, std::string_view value, std::uint32_t line) {
        Fact fact{field, where, {}, line};
        if (!trimmed(value).empty()) fact.values.emplace_back(trimmed(value));
        facts_.all.push_back(std::move(fact));
    }

    void take(const Element& element) {
        if (element.part == Part::heading) return heading(element);
        if (element.part == Part::attribute) {
            const auto field = field_of(key_of(element.cells[0]));
            if (field && (in_preamble_ || element.line <= attribute_line_max))
                add(*field, Where::attribute, element.cells[1], element.line);
            return;
        }
        if (element.part == Part::row) return row(element);
        if (section_ && element.part != Part::blank) return section(element);
        if (in_links_) return link(element);
        if (in_changes_ && element.part != Part::blank)
            return add(Field::change, Where::history, element.text, element.line);
        if (!in_preamble_) return;
        if (element.part == Part::item) return item(element);
        if (element.part == Part::text) return line(element);
    }

    void heading(const Element& element) {
        section_.reset();
        in_links_ = in_changes_ = false;
        statements_ = 0;
        std::string_view key;
        std::string_view value;
        // "## Status: accepted"
        if (element.level > 1 && split_pair(element.text, key, value) && !value.empty())
            if (const auto field = field_of(key_of(key));
                field && *field != Field::title && *field != Field::number && *field != Field::name &&
                (element.level <= 2 ||
                 (*field == Field::status && read_status(value).status != Status::unknown))) {
                add(*field, Where::section, value, element.line);
                return;
            }
        const auto name = read_section(element.text);
        const bool first = !seen_heading_;
        seen_heading_ = true;
        if (first && !is_section_name(name) && !field_of(name)) return;  // the title
        in_preamble_ = is_facts_section(name);
        in_links_ = is_links_section(name);
        in_changes_ = is_changes_section(name);
        if (const auto field = field_of(name); field && element.level <= 4 && *field != Field::title &&
                                               *field != Field::number && *field != Field::name &&
                                               !is_other_status(name)) {
            section_ = field;
            section_level_ = element.level;
        }
    }

    /// "1. Status" and "Status" are one section.
    static std::string read_section(std::string_view text) {
        auto key = key_of(plain(text));
        std::size_t digits = 0;
        while (digits < key.size() && (is_digit(key[digits]) || key[digits] == '.' || key[digits] == ')'))
            ++digits;
        return std::string(trimmed(std::string_view(key).substr(digits)));
    }

    void row(const Element& element) {
        if (!in_preamble_ && !section_) return;
        if (element.cells.empty()) return;
        const auto first = field_of(key_of(plain(element.cells[0])));
        std::size_t known = 0;
        for (const auto cell : element.cells)
            if (field_of(key_of(plain(cell)))) ++known;
        // A row of names, the values in the rows below.
        if (known >= 2 && at_ + 1 < elements_.size() && elements_[at_ + 1].part == Part::row) {
            const auto& values = elements_[at_ + 1];
            const bool history = known < element.cells.size() && !facts_.all.empty();
            for (std::size_t i = 0; i < std::min(element.cells.size(), values.cells.size()); ++i)
                if (const auto field = field_of(key_of(plain(element.cells[i]))))
                    add(*field, history ? Where::history : Where::table, values.cells[i], values.line);
            return;
        }
        if (first && element.cells.size() >= 2)
            add(*first, Where::table, element.cells[1], element.line);
        else if (first)
            add(*first, Where::table, {}, element.line);
    }

    /// "* Status: accepted", or "* Deciders:" with the names as items below it.
    void item(const Element& element) {
        if (!read_pair(element.text, Where::list, element.line, facts_.all)) {
            statement(element, Where::list);
            return;
        }
        auto& fact = facts_.all.back();
        if (!fact.values.empty()) return continued(element, fact);
        while (at_ + 1 < elements_.size() && elements_[at_ + 1].part == Part::item &&
               elements_[at_ + 1].level > element.level)
            fact.values.emplace_back(elements_[++at_].text);
        if (fact.values.empty()) continued(element, fact);
    }

    /// An item's text may go on, indented, in the next line.
    void continued(const Element& element, Fact& fact) {
        while (at_ + 1 < elements_.size() && elements_[at_ + 1].part == Part::text &&
               elements_[at_ + 1].level > element.level) {
            const auto text = elements_[++at_].text;
            if (fact.values.empty())
                fact.values.emplace_back(text);
            else
                fact.values.back().append(" ").append(text);
        }
    }

    void line(const Element& element) {
        if (bold_section(element) || bare_pair(element)) return;
        if (read_pair(element.text, Where::line, element.line, facts_.all)) return;
        statement(element, Where::line);
    }

    /// "Status" and in the next line "Draft": a heading whose underline was forgotten.
    bool bare_pair(const Element& element) {
        if (field_of(key_of(element.text)) != Field::status || at_ + 1 == elements_.size()) return false;
        const auto& next = elements_[at_ + 1];
        if (next.part != Part::text || !is_status_alone(next.text)) return false;
        ++at_;
        add(Field::status, Where::section, next.text, next.line);
        return true;
    }

    static bool is_status_alone(std::string_view text) {
        constexpr std::size_t words_max = 3;
        return words_of(plain(text)).size() <= words_max && read_status(text).status != Status::unknown;
    }

    /// What is below "State" or "Current status" is often the state of the art.
    bool is_other_status(std::string_view name) const {
        if (name != "state" && name != "current status") return false;
        for (auto i = at_ + 1; i < elements_.size(); ++i)
            if (elements_[i].part != Part::blank) return !is_status_alone(elements_[i].text);
        return true;
    }

    /// "**Status**", alone on its line, is a heading in all but markup.
    bool bold_section(const Element& element) {
        const auto text = element.text;
        if (text.size() < 5 || text.size() > heading_bytes_max || !text.starts_with("**") ||
            !text.ends_with("**"))
            return false;
        const auto field = field_of(key_of(text));
        if (!field) return false;
        section_ = field;
        statements_ = 0;
        return true;
    }

    /// "Supersedes [3. …](…)": a relation that needs no colon.
    void statement(const Element& element, Where where) {
        if (!begins_with_relation(element.text)) return;
        for (const auto& clause : relation_clauses(element.text))
            add(clause.field, where, clause.text, element.line);
    }

    void section(const Element& element) {
        if (statements_++ >= statements_max) return;
        auto text = element.text;
        if (text.starts_with("[ ]")) return;
        if (text.starts_with("[x]") || text.starts_with("[X]")) text = trimmed(text.substr(3));
        if (element.part == Part::text && statements_ > 1 && bold_section(element)) return;
        const auto before = facts_.all.size();
        if (read_pair(text, Where::section, element.line, facts_.all)) {
            if (facts_.all[before].field <= Field::name) facts_.all.resize(before);
            return;
        }
        if (*section_ == Field::status) {
            // A verb that ends its line has its object in the next.
            std::string joined(text);
            if (begins_with_relation(text) && at_ + 1 < elements_.size() &&
                elements_[at_ + 1].part != Part::blank && elements_[at_ + 1].part != Part::heading &&
                relation_clauses(text).size() == 1 && trimmed(relation_clauses(text).front().text).size() < 2)
                joined.append(" ").append(elements_[++at_].text);
            add(Field::status, Where::section, joined, element.line);
            return;
        }
        add(*section_, Where::section, text, element.line);
    }

    void link(const Element& element) {
        if (element.part != Part::item && element.part != Part::text) return;
        if (read_pair(element.text, Where::links, element.line, facts_.all)) {
            if (!is_relation(facts_.all.back().field)) facts_.all.pop_back();
            return;
        }
        statement(element, Where::links);
    }

    const std::vector<Element>& elements_;
    std::size_t at_ = 0;
    Facts facts_;
    bool seen_heading_ = false;
    bool in_preamble_ = true;
    bool in_links_ = false;
    bool in_changes_ = false;
    std::optional<Field> section_;
    std::uint8_t section_level_ = 0;
    std::size_t statements_ = 0;
};

}  // namespace

Facts facts_of(const Outline& outline) {
    return Collector(outline).collect();
}

}  // namespace restante::decisions
