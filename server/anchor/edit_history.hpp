// What live anchors lost to recent edits, so that undo gives it back exactly. PURE; part of LiveAnchors.
//
// Undo is recognised by its result, not by what is sent: editors send it as one change or as ten, trimmed or
// merged. The text has a running fingerprint (a sum over all short windows of its bytes, so an edit changes
// it by what is around the edit only); when an edit brings back a fingerprint, the bytes that changed since
// are compared, and the text is known to be as it was then. It knows bytes and spans, not what they mean.
#pragma once

#include <deque>
#include <string_view>
#include <vector>

#include "anchor/text.hpp"

namespace restante::anchor {

using LiveId = std::uint32_t;

/// An anchor as it was before an edit that cannot be taken back by the rules for ranges alone.
struct LostSpan {
    LiveId id = 0;
    Span span;
    bool collapsed = false;
    bool taken = false;  // the edit took all of its text, but for blanks
};

struct EditStep {
    Span replaced;
    std::uint32_t new_size = 0;
    std::string removed;
    std::vector<LostSpan> lost;
    LiveId added_later = 0;  // anchors from this one on were added to the text that the step left, or later
};

class EditHistory {
  public:
    /// Bounds; the oldest step goes first.
    static constexpr std::size_t steps_max = 512;
    static constexpr std::size_t removed_bytes_max = 4 * 1024 * 1024;

    /// Adds a step from `before`. Gives the index of the oldest step whose undoing leaves the text as this
    /// edit leaves it; that step and all after it, this one included, are then to be taken back and
    /// forgotten.
    [[nodiscard]] std::optional<std::size_t> add(std::string_view before, Span replaced,
                                                 std::string_view new_text, std::vector<LostSpan> lost,
                                                 LiveId added_later);

    [[nodiscard]] std::deque<EditStep>& steps() noexcept { return steps_; }
    void forget_from(std::size_t index);
    void clear();

  private:
    [[nodiscard]] bool is_undone(std::size_t index, std::string_view before, Span replaced,
                                 std::string_view new_text) const;
    void bound();

    std::deque<EditStep> steps_;
    std::vector<std::uint64_t> states_;  // fingerprint before each step
    std::uint64_t state_ = 0;            // now; relative to an unknown beginning, as only equality is asked
    std::size_t removed_bytes_ = 0;
};

}  // namespace restante::anchor
