#include "anchor/place.hpp"

#include <algorithm>

#include "anchor/columns.hpp"
#include "anchor/place_by_quote.hpp"
#include "anchor/record.hpp"

namespace restante::anchor {
namespace {

// How much of the anchored lines, by weight and likeness, must be left for them to be "edited" rather than
// gone. Values of the prototype that was measured on the CodeTracker oracle's training part.
constexpr double left_min = 0.55;
constexpr double left_min_one_line = 0.62;
constexpr double left_min_even = 0.40;  // a few lines replaced by as many: position speaks for it
constexpr std::uint32_t even_lines_max = 3;
constexpr double left_min_long = 0.35;  // of five lines and more, when the first one is clear
constexpr double moved_min = 0.5;

std::string lines(std::uint32_t count) {
    return count == 1 ? "1 line" : fmt::format("{} lines", count);
}

/// What became of the anchored lines.
struct Fate {
    std::vector<std::optional<LineImage>> images;  // one per anchored line
    double total = 0;                              // weight of all lines
    double left = 0;                               // weight, times likeness, of those with an image
    double moved = 0;  // weight of those that are not unchanged here, but stand elsewhere in the file
    std::uint32_t equal = 0;
    std::uint32_t spaced = 0;
    std::uint32_t moved_lines = 0;
};

class Placer {
  public:
    Placer(const Anchor& anchor, Alignment& alignment)
        : anchor_(anchor),
          alignment_(alignment),
          old_(alignment.old_text()),
          now_(alignment.new_text()),
          range_(old_.clamp(anchor.range)),
          lines_(lines_of_range(range_)) {}

    Placement run() {
        look_up();
        if (fate_.equal == lines_.count() && span_of_images() == lines_.count()) return unchanged();
        const auto left = fate_.left / fate_.total;
        const auto moved = fate_.moved / fate_.total;
        if (moved >= moved_min && moved > left + 0.1 * (1 - left)) return block_moved();
        if (left >= needed()) return nearby_or_better();
        if (auto found = search_fresh()) return *found;
        const auto& first = fate_.images.front();
        if (left >= left_min_long && lines_.count() >= 5 && first && first->similarity >= left_min_one_line)
            return edited();
        if (moved >= moved_min) return block_moved();
        return orphaned(
            fmt::format("deleted: {} of {} left", fate_.equal + fate_.spaced, lines(lines_.count())));
    }

  private:
    void look_up() {
        for (auto line = lines_.first; line <= lines_.last; ++line) {
            const auto w = weight(token_bag(old_.line(line)));
            fate_.total += w;
            const auto image = alignment_.image(line);
            fate_.images.push_back(image);
            if (image) fate_.left += w * image->similarity;
            fate_.equal += image && image->fate == LineFate::equal ? 1 : 0;
            fate_.spaced += image && image->fate == LineFate::space ? 1 : 0;
            if ((!image || image->fate == LineFate::alike) && alignment_.moved_to(line)) {
                fate_.moved += w;
                ++fate_.moved_lines;
            }
        }
    }

    [[nodiscard]] std::optional<std::uint32_t> first_image() const {
        for (const auto& image : fate_.images)
            if (image) return image->line;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<std::uint32_t> last_image() const {
        for (auto image = fate_.images.rbegin(); image != fate_.images.rend(); ++image)
            if (*image) return (*image)->line;
        return std::nullopt;
    }

    [[nodiscard]] std::uint32_t span_of_images() const {
        return first_image() ? *last_image() - *first_image() + 1 : 0;
    }

    [[nodiscard]] double needed() const {
        if (lines_.count() > 1) return left_min;
        const auto* hunk = alignment_.map().hunk_of(lines_.first);
        const auto& image = fate_.images.front();
        const bool even = hunk && image && hunk->old_count == hunk->new_count &&
                          hunk->old_count <= even_lines_max &&
                          image->line - hunk->new_start == lines_.first - hunk->old_start;
        return even ? left_min_even : left_min_one_line;
    }

    Placement unchanged() const {
        const auto to = *first_image();
        const auto shift = to - lines_.first;  // modulo 2^32
        Range range = range_;
        range.start.line += shift;
        range.end.line += shift;
        const auto same_place = to == lines_.first;
        return {same_place ? PlacementState::exact : PlacementState::shifted, now_.clamp(range), 1.0,
                same_place ? fmt::format("unchanged, {} of {} equal", lines_.count(), lines(lines_.count()))
                           : fmt::format("{} of {} equal, {} {}", lines_.count(), lines(lines_.count()),
                                         lines(to > lines_.first ? shift : lines_.first - to),
                                         to > lines_.first ? "further down" : "further up")};
    }

    /// A single line that is only roughly alike may have a better match among the other new lines.
    Placement nearby_or_better() {
        const auto& image = fate_.images.front();
        if (lines_.count() == 1 && image && image->similarity < 0.8) {
            const auto found = search_fresh();
            if (found && found->range->start.line != image->line) {
                const auto there =
                    dice(token_bag(old_.line(lines_.first)), token_bag(now_.line(found->range->start.line)));
                if (there > image->similarity + 0.15) return *found;
            }
        }
        return edited();
    }

    Placement edited() const {
        const auto range = carried(fate_.images);
        const auto left = fate_.left / fate_.total;
        std::string reason;
        if (fate_.equal + fate_.spaced == lines_.count()) {
            const auto added = span_of_images() - lines_.count();
            reason = fate_.spaced == 0 ? fmt::format("{} of {} equal, {} added between them", fate_.equal,
                                                     lines(lines_.count()), lines(added))
                                       : std::string("only white space changed");
            if (fate_.spaced != 0 && added != 0)
                reason = fmt::format("white space changed, {} added", lines(added));
        } else if (lines_.count() == 1) {
            reason = fmt::format("the line was edited, {:.0f} % alike", 100 * left);
        } else {
            reason = fmt::format("{} of {} equal", fate_.equal + fate_.spaced, lines(lines_.count()));
        }
        // Braces and blanks look like any others.
        const auto trust = std::min(1.0, 0.5 + fate_.total);
        return {PlacementState::edited, range, 0.98 * left * trust, std::move(reason)};
    }

    Placement block_moved() {
        std::vector<std::optional<LineImage>> images;
        std::optional<std::uint32_t> low;
        std::optional<std::uint32_t> high;
        for (auto line = lines_.first; line <= lines_.last; ++line) {
            const auto to = alignment_.moved_to(line);
            images.push_back(to ? std::optional(LineImage{*to, LineFate::space, 1.0}) : std::nullopt);
            if (!to) continue;
            low = std::min(low.value_or(*to), *to);
            high = std::max(high.value_or(*to), *to);
        }
        // Lines that were scattered are nobody's block.
        if (*high - *low + 1 > 2 * lines_.count() + 2)
            return orphaned("its lines were scattered over the file");
        const auto ordered = std::is_sorted(images.begin(), images.end(), [](const auto& a, const auto& b) {
            return a && b && a->line < b->line;
        });
        auto range = carried(images);
        if (!ordered) range = now_.clamp({{*low, 0}, {*high, ~0U}});
        return {PlacementState::moved, range, 0.9 * fate_.moved / fate_.total,
                fmt::format("{} of {} found at another place of the file", fate_.moved_lines,
                            lines(lines_.count()))};
    }

    /// Something alike among the lines that no unchanged line claims.
    std::optional<Placement> search_fresh() {
        if (alignment_.map().hunks().empty()) return std::nullopt;
        const auto& bags = alignment_.new_bags();
        const auto filter = [&](std::uint32_t first, std::uint32_t count) {
            double all = 0;
            double fresh = 0;
            for (auto line = first; line < first + count; ++line) {
                const auto w = weight(bags[line]);
                all += w;
                if (alignment_.fresh(line)) fresh += w;
            }
            return fresh > 0 && fresh >= 0.5 * all;
        };
        const auto want = wanted(anchor_);
        const auto found = find_alike(want, bags, filter);
        if (found.empty() || found.front().score < alike_score_min) return std::nullopt;
        if (found.size() > 1 && found[0].score - found[1].score < alike_margin_min) return std::nullopt;
        if (!filter(found.front().first, found.front().last - found.front().first + 1)) return std::nullopt;
        const auto* hunk = alignment_.map().hunk_of(lines_.first);
        const bool here =
            hunk && found.front().first <= hunk->new_end() && hunk->new_start <= found.front().last;
        return Placement{here ? PlacementState::edited : PlacementState::moved,
                         range_on(anchor_, want, found.front(), now_), 0.85 * found.front().score,
                         fmt::format("found among the new lines, {:.0f} % alike",
                                     100 * quote_similarity(want, bags, found.front()))};
    }

    /// The range on the lines' images, columns carried along. Precondition: at least one image.
    [[nodiscard]] Range carried(const std::vector<std::optional<LineImage>>& images) const {
        const auto has_image = [](const std::optional<LineImage>& image) { return image.has_value(); };
        const auto first = std::find_if(images.begin(), images.end(), has_image);
        const auto last = std::find_if(images.rbegin(), images.rend(), has_image);
        const bool whole_last_line = range_.end.line > lines_.last;
        const auto old_size = [&](std::uint32_t line) {
            return static_cast<std::uint32_t>(old_.line(line).size());
        };

        Range range{{(*first)->line, 0}, {(*last)->line, ~0U}};
        if (lines_.count() == 1) {
            const auto [start, end] =
                carry_columns(old_.line(lines_.first), now_.line(range.start.line), range_.start.column,
                              whole_last_line ? old_size(lines_.first) : range_.end.column);
            range.start.column = start;
            range.end.column = end;
            // Of the marked part nothing is left: the line is what remains to be shown.
            if (start == end && range_.start != range_.end)
                range = {{range.start.line, 0}, {range.end.line, ~0U}};
        } else {
            if (images.front())
                range.start.column = carry_columns(old_.line(lines_.first), now_.line(range.start.line),
                                                   range_.start.column, old_size(lines_.first))
                                         .first;
            if (images.back())
                range.end.column =
                    carry_columns(old_.line(lines_.last), now_.line(range.end.line), 0, range_.end.column)
                        .second;
        }
        if (whole_last_line) range.end = {range.end.line + 1, 0};
        return now_.clamp(range);
    }

    const Anchor& anchor_;
    Alignment& alignment_;
    const Text& old_;
    const Text& now_;
    Range range_;
    LineRange lines_;
    Fate fate_;
};

bool is_anchored_text(const Anchor& anchor, const Text& text) {
    return text.clamp(anchor.range) == anchor.range &&
           quote_of(text, lines_of_range(anchor.range)) == anchor.quote;
}

}  // namespace

Placement place(const Anchor& anchor, Alignment& alignment) {
    if (!is_anchored_text(anchor, alignment.old_text())) return place_by_quote(anchor, alignment.new_text());
    return Placer(anchor, alignment).run();
}

Placement place(const Anchor& anchor, const Text* anchored_text, const Text& now) {
    if (!anchored_text) return place_by_quote(anchor, now);
    Alignment alignment(*anchored_text, now);
    return place(anchor, alignment);
}

}  // namespace restante::anchor
