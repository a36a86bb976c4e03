#include "anchor/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace restante::anchor {
namespace {

constexpr std::uint32_t context_near = 6;  // lines that say something, each side
constexpr std::uint32_t inside_near = 14;  // of the range
constexpr std::uint32_t slack = 4;         // lines that may have been put between them
constexpr std::uint32_t changed_lines_max = 600;

float log2_of(double count) {
    return static_cast<float>(std::log2(1 + count));
}

/// The next lines that are not blank, from `line` on in steps of `by`.
std::vector<std::uint32_t> telling(Reading& text, std::int64_t line, int by, std::uint32_t count,
                                   std::int64_t end) {
    std::vector<std::uint32_t> out;
    for (auto at = line; at >= 0 && at < text.size() && at != end && out.size() < count; at += by)
        if (!text.blank(static_cast<std::uint32_t>(at))) out.push_back(static_cast<std::uint32_t>(at));
    return out;
}

/// By weight, how much of the lines `a` stands among the lines `b` in the same order: the best monotone
/// pairing. -1 when `a` says nothing.
double support(Reading& before, const std::vector<std::uint32_t>& a, Reading& after,
               const std::vector<std::uint32_t>& b) {
    double total = 0;
    for (const auto line : a)
        total += before.weight(line);
    if (total == 0) return -1;
    std::vector<double> row(b.size() + 1, 0);
    for (const auto line : a) {
        double diagonal = 0;
        const auto weight = before.weight(line);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto up = row[j + 1];
            const auto alike =
                before.bare(line) == after.bare(b[j]) ? 1.0 : dice(before.bag(line), after.bag(b[j]));
            const auto paired = alike >= line_similarity_min ? diagonal + alike * weight : 0;
            row[j + 1] = std::max({up, row[j], paired});
            diagonal = up;
        }
    }
    return row.back() / total;
}

double likeness_of(Reading& before, std::optional<std::uint32_t> a, Reading& after,
                   std::optional<std::uint32_t> b) {
    if (!a && !b) return 1;
    if (!a || !b) return 0;
    return before.bare(*a) == after.bare(*b) ? 1 : dice(before.bag(*a), after.bag(*b));
}

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool word_character(char c) {
    return letter(c) || (c >= '0' && c <= '9');
}

std::string_view trimmed(std::string_view line) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::string_view first_word(std::string_view line) {
    line = trimmed(line);
    while (!line.empty() && !letter(line.front()))
        line.remove_prefix(1);
    std::size_t end = 0;
    while (end < line.size() && word_character(line[end]))
        ++end;
    return line.substr(0, end);
}

/// What the line is about: the name that stands before the first '(', '=', ';', ':' or '{'.
std::string_view name_of(std::string_view line) {
    line = trimmed(line);
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c != '(' && c != '=' && c != ';' && c != ':' && c != '{') continue;
        auto end = at;
        while (end > 0 && line[end - 1] == ' ')
            --end;
        auto start = end;
        while (start > 0 && word_character(line[start - 1]))
            --start;
        if (start < end && letter(line[start])) return line.substr(start, end - start);
    }
    return {};
}

std::vector<std::uint16_t> character_pairs(std::string_view line) {
    std::vector<std::uint16_t> pairs;
    int last = -1;
    for (const char c : line.substr(0, 400)) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
        const auto byte = static_cast<unsigned char>(c);
        if (last >= 0) pairs.push_back(static_cast<std::uint16_t>(last << 8 | byte));
        last = byte;
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
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

}  // namespace

double overall(const Evidence& e) noexcept {
    const auto known = [](float value) { return value < 0 ? 0.5 : static_cast<double>(value); };
    return 0.5 * e[Clue::rare_tokens] + 0.2 * known(e[Clue::inside]) + 0.1 * known(e[Clue::above]) +
           0.1 * known(e[Clue::below]) + 0.1 * e[Clue::declaration];
}

double character_likeness(std::string_view a, std::string_view b) {
    const auto x = character_pairs(a);
    const auto y = character_pairs(b);
    if (x.empty() || y.empty()) return 0;
    std::vector<std::uint16_t> common;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(common));
    return 2.0 * static_cast<double>(common.size()) / static_cast<double>(x.size() + y.size());
}

Rarity::Rarity(const Pair& pair) {
    std::uint32_t left = changed_lines_max;
    const auto count = [&](Reading& text, std::uint32_t first, std::uint32_t lines) {
        for (auto line = first; line < first + lines && left > 0; ++line, --left)
            for (const auto token : text.bag(line).hashes)
                ++seen_[token];
    };
    if (pair.alignment == nullptr) {
        count(pair.after, 0, pair.after.size());
        return;
    }
    for (const auto& hunk : pair.alignment->map().hunks()) {
        if (pair.file != FileKind::other) count(pair.before, hunk.old_start, hunk.old_count);
        count(pair.after, hunk.new_start, hunk.new_count);
    }
}

double Rarity::weight(std::uint32_t token) const {
    const auto found = seen_.find(token);
    return 1.0 / std::sqrt(1.0 + (found == seen_.end() ? 0 : found->second));
}

double Rarity::likeness(const TokenBag& a, const TokenBag& b) const {
    double common = 0;
    double total = 0;
    auto i = a.hashes.begin();
    auto j = b.hashes.begin();
    while (i != a.hashes.end() || j != b.hashes.end()) {
        if (j == b.hashes.end() || (i != a.hashes.end() && *i < *j)) {
            total += weight(*i++);
        } else if (i == a.hashes.end() || *j < *i) {
            total += weight(*j++);
        } else {
            const auto w = weight(*i);
            common += 2 * w;
            total += 2 * w;
            ++i;
            ++j;
        }
    }
    return total == 0 ? 0 : common / total;
}

Evidence evidence(const Pair& pair, const Rarity& rarity, LineRange lines, std::uint32_t x) {
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
    e[Clue::name] = old_name.empty() || new_name.empty() ? 0.5F : (old_name == new_name ? 1.0F : 0.0F);
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
        const auto a = name_of(before.text().line(*old_declaration));
        const auto b = name_of(after.text().line(*new_declaration));
        if (!a.empty() && !b.empty()) e[Clue::declaration_name] = a == b ? 1 : 0;
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
        // Which lost line of the old text goes best with the new one?
        double best = 0;
        std::uint32_t looked = 0;
        if (alignment.fresh(x))
            for (const auto& hunk : alignment.map().hunks())
                for (auto line = hunk.old_start; line < hunk.old_end() && looked < changed_lines_max;
                     ++line, ++looked)
                    if (line != s) best = std::max(best, dice(before.bag(line), after.bag(x)));
        e[Clue::better_suitor] = static_cast<float>(best) - e[Clue::tokens];
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
