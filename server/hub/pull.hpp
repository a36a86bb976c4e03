// The text of an answer to a pull: op lines as they were pushed, with a control line after every 1 000 and at
// the end. PURE but for the reader it is handed.
#pragma once

#include <string>

#include "hub/live_tail.hpp"

namespace restante::hub {

/// What cursors are written with.
struct CursorStyle {
    EpochId epoch;
    Sha256 secret{};
};

/// Everything in `tail` after `seq`, at most `limit` ops. Precondition: tail.covers(seq).
[[nodiscard]] std::string pull_from_tail(const LiveTail& tail, std::uint64_t seq, std::uint64_t limit,
                                         const CursorStyle& style);

/// A pull that is read in slices, so that no answer has to fit into memory.
class PullStream {
  public:
    struct Plan {
        std::string space;
        std::uint64_t after = 0;
        Chain chain{};           // at `after`
        std::uint64_t head = 0;  // read no further: what came later is the next pull's
        std::uint64_t limit = 0;
        CursorStyle style;
    };
    explicit PullStream(Plan plan) : plan_(std::move(plan)) {}

    /// The next slice: whole lines, about `slice_bytes` of them; the last ends with a control line. Not to be
    /// called when done().
    [[nodiscard]] Result<std::string> next(OpReader& reader, std::size_t slice_bytes);
    [[nodiscard]] bool done() const noexcept { return done_; }

  private:
    Plan plan_;
    std::uint64_t since_control_ = 0;
    bool done_ = false;
};

}  // namespace restante::hub
