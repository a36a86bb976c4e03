#include "anchor/live.hpp"

#include <algorithm>
#include <cassert>

#include "anchor/refine.hpp"

namespace restante::anchor {
namespace {

/// A paste elsewhere is taken for the cut text's new place only when the text is not one that is typed
/// anyway.
bool telling(std::string_view text) {
    const auto marks = std::count_if(text.begin(), text.end(), [](unsigned char c) { return c > ' '; });
    return marks >= 12;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\v\f") == text.npos;
}

/// Nothing but blanks is left of the range, and it had more: who cuts lines from where they are indented
/// leaves the first one's indentation.
bool takes_all(std::string_view before, Span range, Span replaced, std::string_view new_text) {
    if (replaced.empty() || replaced.start > range.end || replaced.end < range.start) return false;
    const auto part = [&](std::uint32_t start, std::uint32_t end) {
        return start < end ? before.substr(start, end - start) : std::string_view();
    };
    const bool is_inside = replaced.start >= range.start && replaced.end <= range.end;
    return is_blank(part(range.start, std::min(range.end, replaced.start))) &&
           is_blank(part(std::max(range.start, replaced.end), range.end)) &&
           (!is_inside || is_blank(new_text)) && !is_blank(part(range.start, range.end));
}

}  // namespace

Span transform(Span range, Span replaced, std::uint32_t new_size) noexcept {
    const auto [a, b] = range;
    const auto [s, e] = replaced;
    const auto shift = new_size - replaced.size();  // modulo 2^32, as all sums with it
    if (e <= a) return {a + shift, b + shift};
    if (s >= b) return range;
    if (s < e && s == a && e == b) return {s, s + new_size};
    if (s < e && s <= a && e >= b) return {s, s};
    if (s < a) return {s + new_size, b + shift};
    if (e > b) return {a, s};
    return {a, b + shift};
}

LiveId LiveAnchors::add(Range range, const Text& text) {
    spans_.push_back(text.span(range));
    ids_.push_back(next_id_);
    collapsed_.push_back(false);
    return next_id_++;
}

void LiveAnchors::remove(LiveId id) {
    if (!contains(id)) return;
    const auto at = static_cast<std::ptrdiff_t>(index(id));
    spans_.erase(spans_.begin() + at);
    ids_.erase(ids_.begin() + at);
    collapsed_.erase(collapsed_.begin() + at);
    for (auto& step : history_.steps())
        std::erase_if(step.lost, [&](const LostSpan& lost) { return lost.id == id; });
}

void LiveAnchors::clear() {
    spans_.clear();
    ids_.clear();
    collapsed_.clear();
    history_.clear();
}

std::size_t LiveAnchors::index(LiveId id) const {
    return static_cast<std::size_t>(std::lower_bound(ids_.begin(), ids_.end(), id) - ids_.begin());
}

bool LiveAnchors::contains(LiveId id) const noexcept {
    return std::binary_search(ids_.begin(), ids_.end(), id);
}

Range LiveAnchors::range(LiveId id, const Text& text) const {
    assert(contains(id));
    return text.range(spans_[index(id)]);
}

bool LiveAnchors::collapsed(LiveId id) const {
    assert(contains(id));
    return collapsed_[index(id)];
}

bool LiveAnchors::apply(const Edit& edit, const Text& before) {
    const auto pieces = refine(before.bytes(), before.span(edit.range), edit.new_text);
    if (pieces.empty()) return false;
    if (pieces.size() == 1) return apply_piece(before.bytes(), pieces[0].replaced, pieces[0].new_text);

    bool changed = false;
    std::string between = before.bytes();
    for (const auto& [replaced, new_text] : pieces) {
        changed |= apply_piece(between, replaced, new_text);
        between.replace(replaced.start, replaced.size(), new_text);
    }
    return changed;
}

bool LiveAnchors::apply_piece(std::string_view before, Span replaced, std::string_view new_text) {
    const auto new_size = static_cast<std::uint32_t>(new_text.size());
    const auto shift = new_size - replaced.size();
    const Span inverse{replaced.start, replaced.start + new_size};
    const auto breaks = [](std::string_view text) { return text.find_first_of("\r\n") != text.npos; };
    // An edit within one line leaves the lines and columns of all that begins behind that line as they were.
    const bool within_line = !breaks(before.substr(replaced.start, replaced.size())) && !breaks(new_text);
    const auto line_end =
        within_line ? std::min(before.find_first_of("\r\n", replaced.end), before.size()) : before.size();

    bool changed = false;
    std::vector<LostSpan> lost;
    for (std::size_t at = 0; at < spans_.size(); ++at) {
        auto& span = spans_[at];
        if (span.end < replaced.start) continue;
        if (span.start > replaced.end) {
            changed |= span.start <= line_end;
            span.start += shift;
            span.end += shift;
            continue;
        }
        const auto old = span;
        span = transform(old, replaced, new_size);
        const bool was_collapsed = collapsed_[at];
        const bool taken = takes_all(before, old, replaced, new_text);
        if (taken) {
            const auto point = std::clamp(replaced.start, span.start, span.end);
            span = {point, point};
        }
        changed |= span != old;
        if (span.empty() && !old.empty()) collapsed_[at] = true;
        if (transform(span, inverse, replaced.size()) != old)
            lost.push_back({ids_[at], old, was_collapsed, taken});
    }
    if (const auto first = history_.add(before, replaced, new_text, std::move(lost), next_id_)) {
        take_back(*first);
        return true;
    }
    if (replaced.empty() && take_along(replaced.start, new_text)) return true;
    return changed;
}

/// The text is as it was before this step: so are the anchors. Those that were added since were not there
/// then; the edits have taken them where they are.
void LiveAnchors::take_back(std::size_t first_step) {
    const auto& steps = history_.steps();
    const auto added_later = steps[first_step].added_later;
    const auto there = index(added_later);
    for (auto at = steps.size(); at-- > first_step;) {
        const auto& step = steps[at];
        const Span inverse{step.replaced.start, step.replaced.start + step.new_size};
        for (std::size_t one = 0; one < there; ++one)
            spans_[one] = transform(spans_[one], inverse, step.replaced.size());
        for (const auto& was : step.lost)
            if (was.id < added_later) set(was);
    }
    history_.forget_from(first_step);
}

/// The newest text that was cut and is put in here brings along the anchors that collapsed with it. Away from
/// where it was cut, it must be a text that nobody types by chance.
bool LiveAnchors::take_along(std::uint32_t at, std::string_view text) {
    const auto& steps = history_.steps();
    const bool anywhere = telling(text);
    const auto size = static_cast<std::uint32_t>(text.size());
    bool found = false;
    for (auto step = steps.rbegin(); step != steps.rend() && !found; ++step) {
        if (step->removed != text) continue;
        for (const auto& was : step->lost) {
            const auto now = spans_[index(was.id)];
            const bool cut_here = now.start == at || now.start == at + size;
            if (was.collapsed || !collapsed_[index(was.id)] || !was.taken || !(anywhere || cut_here))
                continue;
            const auto point = now.start >= at + size ? now.start - size : now.start;
            history_.steps().back().lost.push_back(
                {was.id, {point, point}, true});  // should the paste be undone
            const auto [from, to] = step->replaced;
            set({was.id,
                 {at + std::max(was.span.start, from) - from, at + std::min(was.span.end, to) - from},
                 false});
            found = true;
        }
    }
    return found;
}

void LiveAnchors::stand_at(LiveId id, Position position, const Text& text) {
    assert(contains(id));
    if (!collapsed(id)) return;
    const auto point = text.offset(position);
    spans_[index(id)] = {point, point};
}

void LiveAnchors::set(const LostSpan& was) {
    const auto at = index(was.id);
    spans_[at] = was.span;
    collapsed_[at] = was.collapsed;
}

}  // namespace restante::anchor
