#include "decisions/title.hpp"

#include <algorithm>
#include <unordered_set>

#include "decisions/plain.hpp"
#include "decisions/sections.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

const Element* first_heading(const Outline& outline) {
    for (const auto& element : outline.elements)
        if (element.part == Part::heading && !trimmed(element.text).empty()) return &element;
    return nullptr;
}

const Fact* first_of(const std::vector<Fact>& facts, Field field) {
    for (const auto& fact : facts)
        if (fact.field == field && fact.where <= Where::list && !fact.values.empty()) return &fact;
    return nullptr;
}

/// An address or "#123" says where a thing is, not what.
bool is_address(std::string_view text) {
    text = trimmed(text);
    return text.starts_with("http://") || text.starts_with("https://") ||
           (text.starts_with('#') && all_digits(text.substr(1)));
}

/// What the text is, not what it is about: a title that all of them share.
bool is_kind_of_text(std::string_view title) {
    static const std::unordered_set<std::string> kinds{"decision",
                                                       "décision",
                                                       "adr",
                                                       "decision record",
                                                       "architecture decision record",
                                                       "architectural decision record",
                                                       "architecture decision",
                                                       "rfc",
                                                       "rfc proposal"};
    return kinds.contains(key_of(title.substr(0, title.find('('))));
}

}  // namespace

ChosenTitle choose_title(const std::vector<Fact>& facts, const Outline& outline, const FileName& name,
                         const std::optional<std::string>& number) {
    ChosenTitle out;
    const auto* head = first_heading(outline);
    if (head != nullptr) {
        out.heading = read_heading(head->text, number);
        out.heading_line = head->line;
    }
    const bool has_heading = !out.heading.title.empty() && !is_section_name(key_of(out.heading.title)) &&
                             !folded(out.heading.title).starts_with("this rfc was");
    struct Choice {
        std::string title;
        std::uint32_t line;
    };
    std::vector<Choice> choices;
    if (const auto* fact = first_of(facts, Field::title);
        fact != nullptr && !is_address(fact->values.front())) {
        auto stated = read_heading(fact->values.front(), number).title;
        // "title: use-x" of a file use-x.md names the file; what a reader sees is the heading.
        if (!stated.empty() && !(stated == name.slug && has_heading))
            choices.push_back({std::move(stated), fact->line});
    }
    if (has_heading) choices.push_back({out.heading.title, out.heading_line});
    if (const auto* fact = first_of(facts, Field::name); fact != nullptr)
        choices.push_back({plain(fact->values.front()), fact->line});
    if (choices.empty()) return out;
    const auto found = std::find_if(choices.begin(), choices.end(), [](const Choice& choice) {
        return !choice.title.empty() && !is_kind_of_text(choice.title);
    });
    const auto& chosen = found == choices.end() ? choices.front() : *found;
    out.line = chosen.line;
    out.placeholder = is_placeholder(chosen.title);
    if (!out.placeholder && !chosen.title.empty()) out.title = chosen.title;
    return out;
}

}  // namespace restante::decisions
