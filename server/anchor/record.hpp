// Making an anchor: what an author points at, with all that later helps to find it again. PURE. What comes
// out is valid UTF-8 and within the bounds of anchor/anchor.hpp, whatever bytes the text holds.
#pragma once

#include "anchor/text.hpp"

namespace restante::anchor {

/// Whose text it is. `blob` is the id of the text as it is now, so an unsaved text has one, too.
struct Subject {
    std::string repository;
    std::string path;
    std::optional<std::string> commit;
    std::string blob;
};

/// The range is clamped to the text.
[[nodiscard]] Anchor record(Subject subject, const Text& text, Range range);

/// The lines that a range is about: one that ends at column 0 does not hold that line.
[[nodiscard]] LineRange lines_of_range(Range range) noexcept;

/// What record() stores as the quote of these lines: their text with the endings between them, invalid bytes
/// replaced, cut at quote_bytes_max. Precondition: the lines are in the text.
[[nodiscard]] std::string quote_of(const Text& text, LineRange lines);

/// The line that opens what holds this line: the nearest above that is indented less and looks like a
/// declaration rather than a bracket, a comment or a control statement. Indentation is all that is known
/// here.
[[nodiscard]] std::optional<std::uint32_t> enclosing_line(const Text& text, LineRange lines);

}  // namespace restante::anchor
