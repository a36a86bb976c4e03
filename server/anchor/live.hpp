// Anchors of a document that an editor has open, carried exactly through each change it sends: no search, no
// guess. PURE; owned by the open document, on its thread. It does not decide what a collapsed anchor means
// for people, and does not place anchors in texts that changed unseen (anchor/place.hpp does).
//
// Rules, for a range [a, b) and an edit that replaces [s, e) by n bytes:
//   an insertion at or before the start pushes the range along; at its end, the range does not grow;
//   strictly inside, it grows;
//   a replacement of exactly the range is the range's new text;
//   an edit that covers the range and more, or deletes it but for blanks, collapses it to a point at s;
//   an edit over one end cuts that end off.
// Undo: what an edit took from a range is remembered with the text that stood there. When that text stands
// there again, whatever the editor sent to bring it back (one change or ten), the range is as it was before.
// A text that was cut and is pasted elsewhere takes its collapsed anchors along.
#pragma once

#include <string_view>
#include <vector>

#include "anchor/edit_history.hpp"

namespace restante::anchor {

/// The rules above, for one range and one edit. Offsets in bytes.
[[nodiscard]] Span transform(Span range, Span replaced, std::uint32_t new_size) noexcept;

class LiveAnchors {
  public:
    /// Clamped to the text. Ids count up from 0 and are not used again.
    LiveId add(Range range, const Text& text);
    void remove(LiveId id);
    void clear();

    [[nodiscard]] std::size_t size() const noexcept { return spans_.size(); }
    [[nodiscard]] bool contains(LiveId id) const noexcept;
    /// Where it is now. `text` is the text after all edits applied so far. Preconditions: contains(id).
    [[nodiscard]] Range range(LiveId id, const Text& text) const;
    /// It had text, and none of that is left.
    [[nodiscard]] bool collapsed(LiveId id) const;

    /// Where a collapsed one stood, when somebody knows better than the edit that took its text: a whole new
    /// buffer says nothing of it. Undo brings it back all the same. `text` as for range().
    void stand_at(LiveId id, Position position, const Text& text);

    /// Call it with the text as it was, then apply the same edit to the text. False when no anchor's lines
    /// and columns can have changed, so that there is nothing to tell anyone.
    bool apply(const Edit& edit, const Text& before);

  private:
    bool apply_piece(std::string_view before, Span replaced, std::string_view new_text);
    void take_back(std::size_t first_step);
    /// True when there were any.
    bool take_along(std::uint32_t at, std::string_view text);
    void set(const LostSpan& was);
    [[nodiscard]] std::size_t index(LiveId id) const;

    // In step, ascending by id; apart, so that the loop over all spans touches nothing else.
    std::vector<Span> spans_;
    std::vector<LiveId> ids_;
    std::vector<bool> collapsed_;
    EditHistory history_;
    LiveId next_id_ = 0;
};

}  // namespace restante::anchor
