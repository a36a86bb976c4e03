// Two texts that may hold the same code, as everything that looks for code in the second one takes them.
// PURE; one thread at a time.
#pragma once

#include "anchor/alignment.hpp"
#include "anchor/reading.hpp"
#include "anchor/record.hpp"

namespace restante::anchor {

enum class FileKind : std::uint8_t { same, renamed, other };

/// Byte columns of a line, half-open.
struct Columns {
    std::uint32_t start = 0;
    std::uint32_t end = 0;
    /// Precondition: they are in the line.
    [[nodiscard]] std::string_view of(std::string_view line) const { return line.substr(start, end - start); }
};

/// What is looked for: lines, or a part of one.
struct Sought {
    LineRange lines;
    std::optional<Columns> marked;  // only where it is one line, and not the whole of it
};
/// Precondition: the range is in the text.
[[nodiscard]] Sought sought(const Text& text, Range range);

/// Two texts that may hold the same code, and what compares them. In `other` files no line is the image of an
/// old one: `alignment` is then that of the other file's own versions, and tells only what is new in it.
struct Pair {
    Reading& before;
    Reading& after;
    Alignment* alignment = nullptr;  // null: all of `after` is new
    FileKind file = FileKind::same;
    double file_likeness = 1.0;
    bool backward = false;  // `after` is older than `before`

    [[nodiscard]] bool has_images() const noexcept { return alignment != nullptr && file != FileKind::other; }
    /// No unchanged line stands there.
    [[nodiscard]] bool fresh(std::uint32_t line) const noexcept {
        return alignment == nullptr || alignment->fresh(line);
    }
};

}  // namespace restante::anchor
