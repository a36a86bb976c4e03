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
    for (auto& loss : losses_)
        std::erase_if(loss.anchors, [&](const Ends& ends) { return ends.id == id; });
}

void LiveAnchors::clear() {
    spans_.clear();
    ids_.clear();
    collapsed_.clear();
    losses_.clear();
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
    bool lossy = false;
    Change change{before, replaced, new_text, {}};
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
        changed |= span != old;
        lossy |= transform(span, inverse, replaced.size()) != old;
        change.touched.push_back({ids_[at], old, collapsed_[at]});
        if (span.empty() && !old.empty()) collapsed_[at] = true;
    }
    update_losses(change, lossy);
    return changed;
}

/// Moves every loss with the edit, makes good those whose text is back, and opens one for this edit.
void LiveAnchors::update_losses(const Change& change, bool lossy) {
    const auto& [before, replaced, new_text, touched] = change;
    const auto shift = static_cast<std::uint32_t>(new_text.size()) - replaced.size();
    bool known = false;
    bool made_good = false;
    // Newest first: where two are made good at once, the older one knows the text that is there now.
    for (auto at = losses_.size(); at-- > 0;) {
        auto& loss = losses_[at];
        if (replaced.start > loss.now.end) continue;
        if (replaced.end < loss.now.start) {
            loss.now = {loss.now.start + shift, loss.now.end + shift};
            continue;
        }
        const Span all{std::min(replaced.start, loss.now.start), std::max(replaced.end, loss.now.end)};
        extend(loss, change);
        known = true;
        const auto head = before.substr(all.start, replaced.start - all.start);
        const auto tail = before.substr(replaced.end, all.end - replaced.end);
        const std::string_view original = loss.original;
        if (original.size() != loss.now.size() || !original.starts_with(head) || !original.ends_with(tail) ||
            original.substr(head.size(), new_text.size()) != new_text)
            continue;
        for (const auto& ends : loss.anchors)
            restore(ends, loss.now.start);
        made_good = true;
        losses_.erase(losses_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (!made_good && replaced.empty() && telling(new_text)) take_along(replaced, new_text);
    // Typing on at one place makes one loss of it, unless something new is taken.
    if (made_good || (known && !lossy)) return;
    const Span now{replaced.start, replaced.end + shift};
    losses_.push_back({now, std::string(before.substr(replaced.start, replaced.size())), {}});
    record(losses_.back(), change, replaced, 0);
    bound_losses();
}

/// A loss that the edit touches grows by what the edit reaches beyond it, so that `original` always is the
/// text that would have to stand at `now` for the loss to be made good.
void LiveAnchors::extend(Loss& loss, const Change& change) {
    const auto& [before, replaced, new_text, touched] = change;
    const Span head{std::min(replaced.start, loss.now.start), loss.now.start};
    const Span tail{loss.now.end, std::max(replaced.end, loss.now.end)};
    for (auto& ends : loss.anchors) {
        if (ends.start != unknown) ends.start += head.size();
        if (ends.end != unknown) ends.end += head.size();
    }
    loss.original.insert(0, before.substr(head.start, head.size()));
    const auto tail_at = static_cast<std::uint32_t>(loss.original.size());
    loss.original.append(before.substr(tail.start, tail.size()));
    if (!head.empty()) record(loss, change, head, 0);
    if (!tail.empty()) record(loss, change, tail, tail_at);
    loss.now = {head.start, tail.end + static_cast<std::uint32_t>(new_text.size()) - replaced.size()};
}

/// Notes the ends that lay in the bytes `swallowed`, which are now at `at` of the loss's original text. What
/// is known already stays: it was seen in the original itself.
void LiveAnchors::record(Loss& loss, const Change& change, Span swallowed, std::uint32_t at) {
    const auto inside = [&](std::uint32_t end) { return swallowed.start <= end && end <= swallowed.end; };
    for (const auto& [id, span, collapsed] : change.touched) {
        if (!inside(span.start) && !inside(span.end)) continue;
        auto found =
            std::find_if(loss.anchors.begin(), loss.anchors.end(), [&](const Ends& e) { return e.id == id; });
        if (found == loss.anchors.end())
            found = loss.anchors.insert(found, {id, unknown, unknown, collapsed});
        if (found->start == unknown && inside(span.start)) found->start = at + span.start - swallowed.start;
        if (found->end == unknown && inside(span.end)) found->end = at + span.end - swallowed.start;
    }
}

void LiveAnchors::restore(const Ends& ends, std::uint32_t base) {
    const auto at = index(ends.id);
    auto& span = spans_[at];
    if (ends.start != unknown) span.start = base + ends.start;
    if (ends.end != unknown) span.end = base + ends.end;
    span.end = std::max(span.start, span.end);
    if (!span.empty())
        collapsed_[at] = false;
    else if (ends.start != unknown && ends.end != unknown)
        collapsed_[at] = ends.collapsed;
}

/// The newest text that was cut and is pasted here brings along the anchors that collapsed with it.
void LiveAnchors::take_along(Span pasted, std::string_view text) {
    const auto taken = [&](const Ends& e) {
        return e.start != unknown && e.end != unknown && !e.collapsed && collapsed_[index(e.id)];
    };
    for (auto loss = losses_.rbegin(); loss != losses_.rend(); ++loss) {
        if (loss->original != text || std::none_of(loss->anchors.begin(), loss->anchors.end(), taken))
            continue;
        std::vector<Ends> gone;
        std::copy_if(loss->anchors.begin(), loss->anchors.end(), std::back_inserter(gone), taken);
        for (const auto& ends : gone)
            restore(ends, pasted.start);
        std::erase_if(loss->anchors, [&](const Ends& e) {
            return std::any_of(gone.begin(), gone.end(), [&](const Ends& g) { return g.id == e.id; });
        });
        return;
    }
}

void LiveAnchors::bound_losses() {
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < losses_.size() && kept < live_losses_max) {
        bytes += losses_[losses_.size() - 1 - kept].original.size();
        if (bytes > live_loss_bytes_max) break;
        ++kept;
    }
    losses_.erase(losses_.begin(), losses_.end() - static_cast<std::ptrdiff_t>(kept));
}

}  // namespace restante::anchor
