// What a commit did to a line that it is the last to have touched. One that it only moved, gave another
// version or corrected the spelling of was not decided by it. PURE; no language is known here. Holds
// references to both texts.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "anchor/line_diff.hpp"

namespace restante::why {

enum class Fate : std::uint8_t {
    written,
    moved,       // it was in the file before, elsewhere; or it is the comment over such lines
    renumbered,  // the file had it with other numbers: a version
    corrected,   // a comment or prose in which a letter or two were changed: a typing error
};

class Change {
  public:
    /// The whole file before the commit, and as the commit left it.
    Change(const anchor::Text& before, const anchor::Text& after, std::string_view path);

    /// Of a line of `after`, counted from 0. Total: a line that is not there was written.
    [[nodiscard]] Fate fate(std::uint32_t line) const;

  private:
    struct Count {
        std::size_t removed = 0;
        std::size_t added = 0;
    };
    [[nodiscard]] bool was_moved(std::uint32_t line) const;
    [[nodiscard]] bool heads_moved_lines(std::uint32_t line, const anchor::Hunk& hunk) const;

    const anchor::Text& before_;
    const anchor::Text& after_;
    bool prose_;
    anchor::LineMap map_;
    std::map<std::string_view, Count> counts_;  // of changed lines, by their text without white space around
};

}  // namespace restante::why
