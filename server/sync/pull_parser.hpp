// The body of a pull, as it arrives, cut into pieces that can be stored: the op lines before each control
// line. PURE; one per answer, used by the hub client on its thread. It looks at no op: that is for whoever
// stores them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "oplog/op.hpp"
#include "sync/events.hpp"

namespace restante::sync {

/// Bounds on what a hub may make us hold: a line, and the lines before a control line (ours sends one after
/// at most 1 000).
inline constexpr std::size_t pull_line_bytes_max = oplog::op_bytes_max;
inline constexpr std::size_t pull_chunk_lines_max = 5'000;

class PullParser {
  public:
    /// Takes any piece of the body and appends the chunks that it completes. corrupt for what is no pull;
    /// then the parser is of no further use, and the chunks given before are good.
    [[nodiscard]] Result<void> feed(std::string_view bytes, std::vector<Chunk>& out);

    /// The body is over. corrupt unless it ended with a control line.
    [[nodiscard]] Result<void> finish() const;

  private:
    [[nodiscard]] Result<void> take_line(std::string_view line, std::vector<Chunk>& out);

    Chunk chunk_;
    std::string partial_;  // the beginning of a line
    bool ended_ = false;   // the last line was a control line
};

}  // namespace restante::sync
