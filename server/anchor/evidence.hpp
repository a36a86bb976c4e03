// What speaks for and against a line of a new text being what an anchored line became: the clues, as numbers.
// PURE. How much each is worth is not said here: that is anchor/judge.hpp, fitted to development data.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "anchor/alignment.hpp"
#include "anchor/reading.hpp"
#include "anchor/record.hpp"

namespace restante::anchor {

enum class Clue : std::uint8_t {
    tokens,            // Dice's coefficient of the two lines' tokens
    rare_tokens,       // the same, a token weighing less the more of the changed lines have it
    characters,        // Dice's coefficient of pairs of characters, without white space
    same_bare,         // equal but for white space
    equal,             // an unchanged line of the line map
    aligned,           // paired by the alignment inside its hunk
    weight,            // how much the anchored line says
    name,              // 1: the name before the first bracket, '=' or ';' is the same; 0: another; 0.5: none
    first_word,        // the same
    indentation,       // difference of the two, in columns, at most 16
    inside,            // how much of the range's other lines follows there; -1 for one line
    above,             // how much of the lines above stands above it there
    below,             // how much of the lines after it (one line) or after the range stands after it there
    next_above,        // likeness of the nearest lines above that say something
    next_below,        // … and below
    parent,            // likeness of the two lines' parents by indentation
    declaration,       // likeness of the two enclosing declarations
    claimed,           // an unchanged line, and not this one, stands there already
    rivals,            // other open lines of the new text that are about as alike, at most 8
    better_suitor,     // how much better the new line goes with another lost line of the old text
    distance,          // log2 of the lines between it and where its neighbours say it should be
    same_hunk,         // it lies in the hunk that replaced the anchored line
    hunk_removed,      // log2 of the lines that hunk removed
    hunk_added,        // … and added
    file,              // 0: the same path; 1: the file's new path; 2: another file of this step
    lines,             // log2 of the lines of the range
    unchanged,         // by weight, how much of the range is unchanged here
    moved,             // the line was put in again here, with neighbours (anchor/moved_lines.hpp)
    file_likeness,     // how much of the old file the new one has; 1 for the same path
    image_elsewhere,   // the line map or the alignment puts the line somewhere else
    declaration_name,  // as `name`, of the two enclosing declarations
    ordinal,           // how far apart the two are in number among the lines that begin with the same word in
                       // their declarations, at most 4
    backward,          // the new text is the older one: what is not there was perhaps never there
    lead,  // how much more alike it is, with its surroundings, than the best of the other candidates
    count
};
inline constexpr std::size_t clue_count = static_cast<std::size_t>(Clue::count);

struct Evidence {
    std::array<float, clue_count> values{};
    float& operator[](Clue clue) noexcept { return values[static_cast<std::size_t>(clue)]; }
    float operator[](Clue clue) const noexcept { return values[static_cast<std::size_t>(clue)]; }
};

enum class FileKind : std::uint8_t { same, renamed, other };

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

/// Weighs tokens by how many of the changed lines have them.
class Rarity {
  public:
    explicit Rarity(const Pair& pair);
    [[nodiscard]] double likeness(const TokenBag& a, const TokenBag& b) const;

  private:
    [[nodiscard]] double weight(std::uint32_t token) const;
    std::unordered_map<std::uint32_t, std::uint32_t> seen_;
};

/// Likeness of a line and its surroundings as one number, to compare the candidates of one anchor with: what
/// Clue::lead is made of.
[[nodiscard]] double overall(const Evidence& evidence) noexcept;

/// `x` is where the range's first line may be. Precondition: both lines exist. Clue::lead is for the caller
/// to set, who knows the others.
[[nodiscard]] Evidence evidence(const Pair& pair, const Rarity& rarity, LineRange lines, std::uint32_t x);

/// Dice's coefficient of the pairs of neighbouring characters, white space left out.
[[nodiscard]] double character_likeness(std::string_view a, std::string_view b);

}  // namespace restante::anchor
