// A text as the search for code reads it: of each line its tokens, its weight and its indentation, made when
// first asked for and kept. PURE; made for one text, which must outlive it; one thread at a time.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "anchor/text.hpp"
#include "anchor/tokens.hpp"

namespace restante::anchor {

class Reading {
  public:
    explicit Reading(const Text& text);

    [[nodiscard]] const Text& text() const noexcept { return text_; }
    [[nodiscard]] std::uint32_t size() const noexcept { return text_.line_count(); }
    [[nodiscard]] const TokenBag& bag(std::uint32_t line) { return read(line).bag; }
    [[nodiscard]] double weight(std::uint32_t line) { return read(line).weight; }
    /// Without white space, hashed; 0 for a blank line.
    [[nodiscard]] std::uint64_t bare(std::uint32_t line) { return read(line).bare; }
    [[nodiscard]] bool blank(std::uint32_t line) { return read(line).bare == 0; }
    /// Columns of white space before the text, a tab to the next multiple of eight; of a blank line 0.
    [[nodiscard]] std::uint32_t indentation(std::uint32_t line) { return read(line).indentation; }
    /// The nearest line above that is indented less.
    [[nodiscard]] std::optional<std::uint32_t> parent(std::uint32_t line);
    /// The nearest above that is indented less and looks like a declaration (record.hpp).
    [[nodiscard]] std::optional<std::uint32_t> declaration(std::uint32_t line);

  private:
    struct Line {
        TokenBag bag;
        double weight = 0;
        std::uint64_t bare = 0;
        std::uint32_t indentation = 0;
    };
    const Line& read(std::uint32_t line);

    const Text& text_;
    std::vector<std::uint32_t> index_;  // into lines_, from 1; 0: not read yet, as most lines of most texts
    std::deque<Line> lines_;            // a deque, as they are handed out by reference
    std::string buffer_;
};

}  // namespace restante::anchor
