// What an author pointed at, and where that is now. PURE. See docs/architecture.md, "Anchors".
//
// Lines are 0-based; columns are 0-based *bytes* of UTF-8 within the line; a range is half-open [start, end).
// Conversions to an editor's position encoding happen at the edge, with anchor/position.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace restante::anchor {

struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;  // bytes
    friend auto operator<=>(const Position&, const Position&) = default;
};

struct Range {
    Position start;
    Position end;
    friend auto operator<=>(const Range&, const Range&) = default;
};

/// Lines, the first and the last one meant.
struct LineRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    [[nodiscard]] std::uint32_t count() const noexcept { return last - first + 1; }
    friend bool operator==(const LineRange&, const LineRange&) = default;
};

/// Immutable once recorded: it travels inside the op that opened (or re-anchored) a thread.
struct Anchor {
    std::string repository;             // repository id, the same in every clone (vcs/repository.hpp)
    std::string path;                   // relative to the repository root, '/' between parts, valid UTF-8
    std::optional<std::string> commit;  // hex; absent when the text was in no commit
    std::string blob;                 // hex git blob id of the whole text that was anchored, committed or not
    Range range;                      // in that text
    std::string quote;                // the exact text of the range's lines, cut at quote_bytes_max
    std::vector<std::string> prefix;  // up to context_lines lines before the range, nearest last
    std::vector<std::string> suffix;  // up to context_lines lines after it, nearest first
    std::optional<std::string> enclosing;  // the enclosing declaration's line, found by indentation
    friend bool operator==(const Anchor&, const Anchor&) = default;
};

inline constexpr std::size_t context_lines = 10;
inline constexpr std::size_t quote_bytes_max = 16 * 1024;
inline constexpr std::size_t context_line_bytes_max = 400;

enum class PlacementState {
    exact,     // the same text at the same lines
    shifted,   // the same text at other lines
    edited,    // the lines were changed, and it is clear which they are now
    moved,     // elsewhere in the file or in another file
    outdated,  // gone, or no longer to be known; shown where it stood, and said to be so
    orphaned,  // not shown in the text: the reason says why
};

[[nodiscard]] std::string_view to_string(PlacementState state) noexcept;

struct Placement {
    PlacementState state = PlacementState::orphaned;
    std::optional<Range> range;  // present unless orphaned; outdated: where it stood
    double confidence = 0.0;     // 0 … 1
    std::string reason;          // one sentence for people: "31 of 33 lines equal"
    friend bool operator==(const Placement&, const Placement&) = default;
};

}  // namespace restante::anchor
