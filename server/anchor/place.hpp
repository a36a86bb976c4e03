// Where an anchor is in a text: the answer that editors show. PURE; the caller gives the texts, and calls it
// on whatever thread may take the time of a diff.
//
// With the anchored text at hand: the line map, the alignment inside replaced hunks, blocks that moved within
// the file, and at last a search among the lines that no unchanged line claims. Without it: the quote and its
// context alone. Wrong is worse than orphaned: what is not clear is orphaned, with the reason.
//
// One step from text to text, in one file. Walking over commits, other files, and a confidence fitted on data
// are to be built on top of it: from Alignment (any pair of texts) and Candidate (any file).
#pragma once

#include "anchor/alignment.hpp"

namespace restante::anchor {

/// `anchored_text` is the text whose blob id the anchor has; null when it is not available. A text that does
/// not hold the quote at the anchor's range is not that text, and is not used.
[[nodiscard]] Placement place(const Anchor& anchor, const Text* anchored_text, const Text& now);

/// The same for many anchors of one pair of texts: the diff is made once.
[[nodiscard]] Placement place(const Anchor& anchor, Alignment& alignment);

}  // namespace restante::anchor
