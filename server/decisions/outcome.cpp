#include "decisions/outcome.hpp"

#include <algorithm>
#include <array>

#include "decisions/plain.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// Names of such sections, as key_of has them; of two in one text the earlier one here is believed.
constexpr std::array<std::string_view, 22> outcome_sections{
    "decision outcome", "decision",  "decisions", "the decision", "our decision", "outcome",
    "résolution",       "décision",  "decisión",  "entscheidung", "decisão",      "beslissing",
    "beslutning",       "beslut",    "решение",   "conclusion",   "resolution",   "solution",
    "proposal",         "proposals", "summary",   "abstract"};

/// Without a number before it: "3. Decision".
std::string section_key(std::string_view heading) {
    auto key = key_of(plain(heading));
    const auto word = key.find_first_not_of("0123456789. ");
    return word == std::string::npos ? key : key.substr(word);
}

/// Where a sentence ends; "e.g. this" and "0.5" go on.
std::size_t sentence_end(std::string_view text) {
    for (std::size_t at = text.find_first_of(".!?"); at != std::string_view::npos;
         at = text.find_first_of(".!?", at + 1)) {
        if (at + 1 == text.size()) return at + 1;
        if (text[at + 1] != ' ') continue;
        const auto next = at + 2 < text.size() ? text[at + 2] : ' ';
        const bool lower = next >= 'a' && next <= 'z';
        constexpr std::size_t abbreviation_max = 4;
        const auto before = text.find_last_of(" (", at);
        const auto word = at - (before == std::string_view::npos ? 0 : before + 1);
        if (!lower && (word > abbreviation_max || text[at] != '.' || at > outcome_bytes_max / 4))
            return at + 1;
    }
    return text.size();
}

std::string shortened(std::string_view text) {
    if (text.size() <= outcome_bytes_max) return std::string(text);
    const auto blank = text.rfind(' ', outcome_bytes_max);
    auto end = blank == std::string_view::npos || blank == 0 ? outcome_bytes_max : blank;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return std::string(text.substr(0, end)) + "…";
}

/// The first paragraph, or the first item, behind a heading. A heading below it is gone over.
std::string first_words(const Outline& outline, std::size_t heading) {
    std::string words;
    const auto level = outline.elements[heading].level;
    for (auto i = heading + 1; i < outline.elements.size(); ++i) {
        const auto& element = outline.elements[i];
        if (element.part == Part::heading) {
            if (!words.empty() || element.level <= level) break;
            continue;
        }
        const bool says = element.part == Part::text || element.part == Part::item;
        if (!says || (element.part == Part::item && !words.empty())) {
            if (!words.empty()) break;
            continue;
        }
        words.append(words.empty() ? "" : " ").append(trimmed(element.text));
        if (words.size() > outcome_bytes_max * 2) break;
    }
    return words;
}

}  // namespace

std::optional<std::string> outcome_in(const Outline& outline) {
    auto best = outcome_sections.size();
    std::size_t heading = 0;
    for (std::size_t i = 0; i < outline.elements.size(); ++i) {
        if (outline.elements[i].part != Part::heading) continue;
        const auto rank = static_cast<std::size_t>(std::find(outcome_sections.begin(), outcome_sections.end(),
                                                             section_key(outline.elements[i].text)) -
                                                   outcome_sections.begin());
        if (rank < best) best = rank, heading = i;
    }
    if (best == outcome_sections.size()) return std::nullopt;
    const auto raw = first_words(outline, heading);
    if (is_placeholder(raw)) return std::nullopt;
    const auto text = plain(raw);
    if (trimmed(text).empty() || is_placeholder(text) || is_nothing(text)) return std::nullopt;
    const auto whole = trimmed(text);
    return shortened(trimmed(whole.substr(0, sentence_end(whole))));
}

}  // namespace restante::decisions
