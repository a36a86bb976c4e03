#include "anchor/evidence.hpp"

#include <algorithm>
#include <cmath>

#include "anchor/columns.hpp"
#include "anchor/names.hpp"
#include "anchor/statement.hpp"
#include "anchor/surroundings.hpp"

namespace restante::anchor {
namespace {

constexpr std::uint32_t inside_near = 14;  // of the range

float log2_of(double count) {
    return static_cast<float>(std::log2(1 + count));
}

/// Where the neighbours that are still there say that the line should be: just after the nearest above, or
/// just before the nearest below.
std::optional<std::uint32_t> expected_line(const Pair& pair, std::uint32_t line) {
    constexpr std::uint32_t reach = 40;
    const auto& map = pair.alignment->map();
    for (std::uint32_t away = 1; away < reach; ++away) {
        if (line >= away)
            if (const auto image = map.new_line(line - away)) return *image + away;
        if (line + away < pair.before.size())
            if (const auto image = map.new_line(line + away); image && *image >= away) return *image - away;
    }
    return std::nullopt;
}

/// How many lines before this one, in its declaration, begin with the same word.
std::uint32_t ordinal_of(Reading& text, std::uint32_t line, std::string_view word,
                         std::uint32_t declaration) {
    constexpr std::uint32_t reach = 300;
    std::uint32_t count = 0;
    for (auto above = line; above-- > declaration && line - above < reach;)
        count += first_word(text.text().line(above)) == word ? 1 : 0;
    return count;
}

/// What is marked of a line, in the new line.
struct Slot {
    std::string_view text;  // what stands where it stood
    float found = 0;        // how much of it is in the line, by tokens
};
Slot slot_of(std::string_view old_line, std::string_view new_line, Columns marked) {
    Slot slot;
    const auto [start, end] = carry_columns(old_line, new_line, marked.start, marked.end);
    slot.text = Columns{start, end}.of(new_line);
    slot.found = static_cast<float>(contained(token_bag(marked.of(old_line)), token_bag(new_line)));
    return slot;
}

/// When a name is now another one: whether the old one is still there, and whether the new one already was.
/// Who was renamed, is not.
float name_conflict(const Pair& pair, std::string_view before, std::string_view after) {
    if (before == after || !is_name(before) || !is_name(after)) return 0;
    return (has_word(pair.after.text().bytes(), before) ? 1.0F : 0.0F) +
           (has_word(pair.before.text().bytes(), after) ? 1.0F : 0.0F);
}

}  // namespace

double overall(const Evidence& e) noexcept {
    const auto known = [](float value) { return value < 0 ? 0.5 : static_cast<double>(value); };
    // A line that was broken is as alike as the whole statement that it now begins.
    const auto line = static_cast<double>(std::max(e[Clue::rare_tokens], e[Clue::statement]));
    return 0.5 * line + 0.2 * known(e[Clue::inside]) + 0.1 * known(e[Clue::above]) +
           0.1 * known(e[Clue::below]) + 0.1 * e[Clue::declaration] + 0.3 * known(e[Clue::marked]) +
           0.1 * known(e[Clue::slot]);
}

Evidence evidence(const Pair& pair, const Rarity& rarity, const Sought& sought, std::uint32_t x) {
    const auto lines = sought.lines;
    auto& before = pair.before;
    auto& after = pair.after;
    const auto s = lines.first;
    const auto old_line = before.text().line(s);
    const auto new_line = after.text().line(x);
    Evidence e;
    e[Clue::tokens] = static_cast<float>(dice(before.bag(s), after.bag(x)));
    e[Clue::rare_tokens] = static_cast<float>(rarity.likeness(before.bag(s), after.bag(x)));
    e[Clue::characters] = static_cast<float>(character_likeness(old_line, new_line));
    e[Clue::same_bare] = before.bare(s) == after.bare(x) ? 1 : 0;
    e[Clue::weight] = static_cast<float>(before.weight(s));
    const auto old_name = name_of(old_line);
    const auto new_name = name_of(new_line);
    e[Clue::name] = same_name(old_name, new_name);
    e[Clue::statement] = static_cast<float>(dice(statement(before, s), statement(after, x)));
    e[Clue::continues] =
        static_cast<float>(static_cast<int>(continues(after, x)) - static_cast<int>(continues(before, s)));
    e[Clue::marked] = -1;
    e[Clue::slot] = -1;
    if (sought.marked) {
        const auto slot = slot_of(old_line, new_line, *sought.marked);
        const auto marked = sought.marked->of(old_line);
        e[Clue::marked] = slot.found;
        e[Clue::slot] = slot.text == marked ? 1.0F : trimmed(slot.text).empty() ? 0.0F : 0.5F;
        e[Clue::name_conflict] = name_conflict(pair, marked, slot.text);
    } else {
        e[Clue::name_conflict] = name_conflict(pair, old_name, new_name);
    }
    e[Clue::first_word] = first_word(old_line) == first_word(new_line) ? 1 : 0;
    const auto old_indentation = before.indentation(s);
    const auto new_indentation = after.indentation(x);
    e[Clue::indentation] = static_cast<float>(std::min<std::uint32_t>(
        16, std::max(old_indentation, new_indentation) - std::min(old_indentation, new_indentation)));

    const auto inside = telling(before, std::int64_t{s} + 1, 1, inside_near, std::int64_t{lines.last} + 1);
    const auto there = telling(after, std::int64_t{x} + 1, 1, inside_near + slack, -1);
    e[Clue::inside] = lines.count() == 1 ? -1.0F : static_cast<float>(support(before, inside, after, there));
    e[Clue::above] =
        static_cast<float>(support(before, telling(before, std::int64_t{s} - 1, -1, context_near, -1), after,
                                   telling(after, std::int64_t{x} - 1, -1, context_near + slack, -1)));
    {
        const auto below = telling(before, std::int64_t{lines.last} + 1, 1, context_near, -1);
        const auto from = std::int64_t{x} + lines.count();
        e[Clue::below] = static_cast<float>(
            support(before, below, after,
                    telling(after, lines.count() == 1 ? from : std::max<std::int64_t>(x + 1, from - slack), 1,
                            context_near + (lines.count() == 1 ? slack : 3 * slack), -1)));
    }
    const auto next = [&](int by) {
        const auto a = telling(before, std::int64_t{s} + by, by, 1, -1);
        const auto b = telling(after, std::int64_t{x} + by, by, 1, -1);
        const auto line = [](const std::vector<std::uint32_t>& list) {
            return list.empty() ? std::nullopt : std::optional(list.front());
        };
        return static_cast<float>(likeness_of(before, line(a), after, line(b)));
    };
    e[Clue::next_above] = next(-1);
    e[Clue::next_below] = next(+1);
    e[Clue::parent] = static_cast<float>(likeness_of(before, before.parent(s), after, after.parent(x)));
    const auto old_declaration = before.declaration(s);
    const auto new_declaration = after.declaration(x);
    e[Clue::declaration] = static_cast<float>(likeness_of(before, old_declaration, after, new_declaration));
    e[Clue::declaration_name] = 0.5F;
    e[Clue::ordinal] = 4;
    if (old_declaration && new_declaration) {
        e[Clue::declaration_name] = same_name(name_of(before.text().line(*old_declaration)),
                                              name_of(after.text().line(*new_declaration)));
        const auto i = ordinal_of(before, s, first_word(old_line), *old_declaration);
        const auto j = ordinal_of(after, x, first_word(new_line), *new_declaration);
        e[Clue::ordinal] = static_cast<float>(std::min(4U, i > j ? i - j : j - i));
    }

    e[Clue::file] = static_cast<float>(pair.file);
    e[Clue::file_likeness] = static_cast<float>(pair.file_likeness);
    e[Clue::lines] = log2_of(lines.count());
    e[Clue::backward] = pair.backward ? 1 : 0;
    e[Clue::distance] = log2_of(1000);
    if (pair.has_images()) {
        auto& alignment = *pair.alignment;
        const auto image = alignment.image(s);
        e[Clue::equal] = image && image->fate == LineFate::equal && image->line == x ? 1 : 0;
        e[Clue::aligned] = image && image->line == x ? 1 : 0;
        e[Clue::image_elsewhere] = image && image->line != x ? 1 : 0;
        e[Clue::claimed] = !alignment.fresh(x) && e[Clue::equal] == 0 ? 1 : 0;
        const auto moved = alignment.moved_to(s);
        e[Clue::moved] = moved && *moved == x ? 1 : 0;
        if (const auto expected = expected_line(pair, s))
            e[Clue::distance] = log2_of(*expected > x ? *expected - x : x - *expected);
        if (const auto* hunk = alignment.map().hunk_of(s)) {
            e[Clue::same_hunk] = hunk->new_start <= x && x < hunk->new_end() ? 1 : 0;
            e[Clue::hunk_removed] = log2_of(hunk->old_count);
            e[Clue::hunk_added] = log2_of(hunk->new_count);
        }
        double total = 0;
        double unchanged = 0;
        for (auto line = s; line <= lines.last && line < s + 400; ++line) {
            total += before.weight(line);
            if (alignment.map().new_line(line)) unchanged += before.weight(line);
        }
        e[Clue::unchanged] = static_cast<float>(unchanged / std::max(total, 1e-6));
        const auto suitors = suitors_of(pair, s, x, e[Clue::tokens]);
        e[Clue::better_suitor] = static_cast<float>(suitors.likest) - e[Clue::tokens];
        e[Clue::nearer_suitor] = static_cast<float>(suitors.nearest);
    } else {
        e[Clue::claimed] = pair.fresh(x) ? 0 : 1;
    }
    // Other open lines of the new text about as alike.
    std::uint32_t rivals = 0;
    std::uint32_t looked = 0;
    const auto look = [&](std::uint32_t first, std::uint32_t count) {
        for (auto line = first; line < first + count && looked < changed_lines_max && rivals < 8;
             ++line, ++looked)
            if (line != x && dice(before.bag(s), after.bag(line)) >= e[Clue::tokens] - 0.05) ++rivals;
    };
    if (pair.alignment == nullptr)
        look(0, after.size());
    else
        for (const auto& hunk : pair.alignment->map().hunks())
            look(hunk.new_start, hunk.new_count);
    e[Clue::rivals] = static_cast<float>(rivals);
    return e;
}

}  // namespace restante::anchor
