// A document's bytes with an index of its lines. PURE value; owned by whoever holds the document (a session's
// open buffer, a job that places anchors) and used on one thread at a time.
//
// Lines end at "\n", "\r\n" or a lone "\r", as the Language Server Protocol has it; the last line has no
// ending, so a text that ends in "\n" has an empty last line and the empty text has one line. The bytes need
// not be valid UTF-8. It does not know encodings of positions (anchor/position.hpp) nor versions.
#pragma once

#include <string_view>
#include <vector>

#include "anchor/anchor.hpp"

namespace restante::anchor {

/// Callers refuse larger documents; offsets are 32 bits wide so that an edit shifts the index of 10 000 lines
/// in about a microsecond.
inline constexpr std::size_t text_bytes_max = 1U << 30;

/// Replace what is in `range` by `new_text`.
struct Edit {
    Range range;
    std::string new_text;
    friend bool operator==(const Edit&, const Edit&) = default;
};

/// Half-open, in bytes from the start of the text.
struct Span {
    std::uint32_t start = 0;
    std::uint32_t end = 0;
    [[nodiscard]] std::uint32_t size() const noexcept { return end - start; }
    [[nodiscard]] bool empty() const noexcept { return start == end; }
    friend auto operator<=>(const Span&, const Span&) = default;
};

class Text {
  public:
    Text() : Text(std::string{}) {}
    /// Precondition: at most text_bytes_max bytes.
    explicit Text(std::string bytes);

    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(bytes_.size()); }
    /// At least 1.
    [[nodiscard]] std::uint32_t line_count() const noexcept {
        return static_cast<std::uint32_t>(starts_.size());
    }
    /// Without its ending. Precondition of these three: line < line_count().
    [[nodiscard]] std::string_view line(std::uint32_t line) const noexcept;
    [[nodiscard]] std::string_view line_with_ending(std::uint32_t line) const noexcept;
    [[nodiscard]] std::uint32_t line_start(std::uint32_t line) const noexcept { return starts_[line]; }

    /// Total: a column past its line's end is the line's end, a line past the end is the end of the text.
    [[nodiscard]] std::uint32_t offset(Position position) const noexcept;
    /// Total: an offset past the end is the end; one between "\r" and "\n" is the end of that line.
    [[nodiscard]] Position position(std::uint32_t offset) const noexcept;
    [[nodiscard]] Position end() const noexcept { return position(size()); }
    /// Clamped as offset() does; an end before the start is the start.
    [[nodiscard]] Span span(Range range) const noexcept;
    [[nodiscard]] Range range(Span span) const noexcept;
    [[nodiscard]] Range clamp(Range r) const noexcept { return range(span(r)); }
    [[nodiscard]] std::string_view slice(Span span) const noexcept;

    /// Applies the edit in place (its range clamped as in span()). One move of the bytes behind the edit, one
    /// pass over the line starts behind it, and a look at the edited bytes only.
    void apply(const Edit& edit);
    /// The same by offsets. Precondition: start <= end <= size(), and new_text is not part of this text.
    void splice(Span replaced, std::string_view new_text);

    friend bool operator==(const Text& a, const Text& b) noexcept { return a.bytes_ == b.bytes_; }

  private:
    std::string bytes_;
    std::vector<std::uint32_t> starts_;  // starts_[0] == 0, ascending
};

}  // namespace restante::anchor
