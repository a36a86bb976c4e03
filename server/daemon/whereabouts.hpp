// From where code is in a commit to where it is in the text in front of a reader: one step more, and what to
// say of the two together. PURE.
#pragma once

#include "anchor/anchor.hpp"
#include "follow/step.hpp"
#include "store/whereabouts.hpp"

namespace restante::daemon {

/// The same text.
[[nodiscard]] bool is_whole(anchor::PlacementState state) noexcept;
/// Shown at most where it stood.
[[nodiscard]] bool is_lost(anchor::PlacementState state) noexcept;

/// The text is the very one that the whereabouts are of.
[[nodiscard]] anchor::Placement placement_of(const store::Whereabouts& at);

/// The text is another version of that file. `step` is from the whereabouts' range to it (of what is lost: to
/// be ignored), `stood` where its place is when it is not found.
[[nodiscard]] anchor::Placement placement_after(const store::Whereabouts& at, const anchor::Anchor& anchor,
                                                const follow::StepResult& step, anchor::Range stood);

}  // namespace restante::daemon
