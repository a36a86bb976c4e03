#include "anchor/extent.hpp"

#include <algorithm>

#include "anchor/names.hpp"
#include "anchor/surroundings.hpp"

namespace restante::anchor {
namespace {

constexpr std::uint32_t block_lines_max = 5000;

/// The end of the block that begins at `first`: its closing line when `closed`, else its last deeper line.
std::optional<std::uint32_t> block_end(Reading& text, std::uint32_t first, bool closed) {
    const auto depth = text.indentation(first);
    std::optional<std::uint32_t> deepest;
    for (auto line = first + 1; line < text.size() && line < first + block_lines_max; ++line) {
        if (text.blank(line)) continue;
        const auto here = text.indentation(line);
        if (here > depth) {
            deepest = line;
            continue;
        }
        if (here < depth) return deepest;
        const bool bracket = text.bag(line).words == 0;
        if (!deepest && bracket) continue;  // an opening bracket on its own line
        if (closed && (bracket || text.bag(line).words <= 2)) return line;
        return deepest;
    }
    return deepest;
}

/// The first line that closes the block which begins at `first`: as deep as that, with the bytes of
/// `closing`.
std::optional<std::uint32_t> closing_line(Reading& text, std::uint32_t first, std::uint64_t closing) {
    const auto depth = text.indentation(first);
    bool deeper = false;
    for (auto line = first + 1; line < text.size() && line < first + block_lines_max; ++line) {
        if (text.blank(line)) continue;
        const auto here = text.indentation(line);
        if (here < depth) return std::nullopt;
        if (here == depth && deeper && text.bare(line) == closing) return line;
        deeper = deeper || here > depth;
    }
    return std::nullopt;
}

/// A range that ends with an opening bracket on its own line has the head of a block, which ends where that
/// bracket is: another style has it at the end of the line above.
std::optional<std::uint32_t> head_end(const Pair& pair, LineRange lines, std::uint32_t first) {
    const auto bracket = trimmed(pair.before.text().line(lines.last));
    if (bracket != "{" && bracket != "(" && bracket != "[") return std::nullopt;
    const auto end = std::min(first + lines.count() + 1, pair.after.size() - 1);
    for (auto line = first; line <= end; ++line)
        if (trimmed(pair.after.text().line(line)).ends_with(bracket)) return line;
    return std::nullopt;
}

/// The first line behind `first` that is `less` less deep: it closes what `first` stands in.
std::optional<std::uint32_t> outer_end(Reading& text, std::uint32_t first, std::uint32_t less) {
    const auto depth = text.indentation(first);
    if (depth < less) return std::nullopt;
    for (auto line = first + 1; line < text.size() && line < first + block_lines_max; ++line)
        if (!text.blank(line) && text.indentation(line) <= depth - less) return line;
    return std::nullopt;
}

/// All lines of the range stand there, one after the other, but for white space.
bool stands_at(const Pair& pair, LineRange lines, std::uint32_t first) {
    if (first + lines.count() > pair.after.size()) return false;
    for (auto line = lines.first; line <= lines.last; ++line)
        if (pair.before.bare(line) != pair.after.bare(first + (line - lines.first))) return false;
    return true;
}

}  // namespace

bool is_block(Reading& text, LineRange lines) {
    const auto depth = text.indentation(lines.first);
    bool deeper = false;
    for (auto line = lines.first + 1; line < lines.last && line < lines.first + block_lines_max; ++line) {
        if (text.blank(line)) continue;
        // A bracket on a line of its own, or "} else {", is part of the block.
        if (text.indentation(line) < depth) return false;
        if (text.indentation(line) == depth && text.bag(line).words > 2) return false;
        deeper = deeper || text.indentation(line) > depth;
    }
    return (deeper || lines.count() == 2) && text.indentation(lines.last) >= depth;
}

std::uint32_t last_line(const Pair& pair, LineRange lines, std::uint32_t first) {
    auto& before = pair.before;
    auto& after = pair.after;
    const auto end = after.size() - 1;
    if (lines.count() == 1) return first;
    // A diff may have taken another block's closing line for the last one.
    if (stands_at(pair, lines, first)) return first + lines.count() - 1;
    if (const auto head = head_end(pair, lines, first)) return *head;
    // To a diff another block's closing line is as good as its own.
    const auto closing = before.bare(lines.last);
    const bool closes =
        before.bag(lines.last).words == 0 && closing_line(before, lines.first, closing) == lines.last;
    const auto less = before.indentation(lines.first) -
                      std::min(before.indentation(lines.first), before.indentation(lines.last));
    const bool closes_outer = less > 0 && outer_end(before, lines.first, less) == lines.last;
    if (pair.has_images()) {
        // The last lines that are still there, from the end: a bracket only when its neighbour says so, too.
        for (auto line = lines.last; line > lines.first && lines.last - line < 3; --line) {
            const auto image = pair.alignment->image(line);
            if (!image || image->line < first || image->similarity < 0.6) continue;
            const bool telling = before.weight(line) > 0.3 || image->fate == LineFate::equal;
            if (!telling) continue;
            auto last = std::min(image->line + (lines.last - line), end);
            if (closes_outer) last = std::min(last, outer_end(after, first, less).value_or(last));
            if (closes) last = std::min(last, closing_line(after, first, closing).value_or(last));
            if (last - first <= 4 * lines.count() + 40) return last;
        }
    } else {
        // In another file: the line most like the last one, near where it should be.
        const auto guess = first + lines.count() - 1;
        std::optional<std::uint32_t> best;
        double most = 0.6;
        for (auto line = std::max(first, guess - std::min(guess, 4U)); line <= std::min(end, guess + 8);
             ++line) {
            const auto alike = likeness_of(before, lines.last, after, line);
            const auto away = line > guess ? line - guess : guess - line;
            if (alike - 0.01 * away > most) {
                most = alike - 0.01 * away;
                best = line;
            }
        }
        if (best && before.indentation(lines.last) - before.indentation(lines.first) ==
                        after.indentation(*best) - after.indentation(first))
            return *best;
    }
    if (is_block(before, lines)) {
        const bool closed = before.indentation(lines.last) == before.indentation(lines.first);
        // Only of a range that is the whole block, and not its head.
        if (block_end(before, lines.first, closed) == lines.last)
            if (const auto last = block_end(after, first, closed)) return *last;
    }
    // As long as before, but no further than what its neighbour below became.
    auto last = std::min(end, first + lines.count() - 1);
    if (!pair.has_images()) return last;
    // Its last lines were taken out, with nothing in their place and nowhere else: there it ends.
    const auto* hunk = pair.alignment->map().hunk_of(lines.last);
    if (hunk && hunk->new_count == 0 && !pair.alignment->moved_to(lines.last))
        return std::clamp(hunk->new_end() - std::min(hunk->new_end(), 1U), first, last);
    if (lines.last + 1 < before.size())
        if (const auto below = pair.alignment->image(lines.last + 1);
            below && below->fate == LineFate::equal && below->line > first && below->line <= last)
            last = below->line - 1;
    return last;
}

}  // namespace restante::anchor
