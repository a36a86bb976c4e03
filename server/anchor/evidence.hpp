// What speaks for and against a line of a new text being what an anchored line became: the clues, as numbers.
// PURE. How much each is worth is not said here: that is anchor/judge.hpp, fitted to development data.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "anchor/pair.hpp"
#include "anchor/rarity.hpp"

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
    nearer_suitor,     // … with what stands around it, of those about as alike; -1: there is none
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
    statement,         // likeness of the two lines with those that go on with them (anchor/statement.hpp)
    continues,  // 1: the new line goes on with the one above it, and the anchored one does not; -1: vice
                // versa
    marked,     // how much of the part that is marked is in the new line; -1: the whole line is
    slot,  // it is where it should be in the line (1), something else is (0.5), nothing is (0); -1 likewise
    name_conflict,  // a name became another, though the old one is still there (1), or the new one was (1)
    lead,           // how much more alike it is, with its surroundings, than the best of the other candidates
    count
};
inline constexpr std::size_t clue_count = static_cast<std::size_t>(Clue::count);

struct Evidence {
    std::array<float, clue_count> values{};
    float& operator[](Clue clue) noexcept { return values[static_cast<std::size_t>(clue)]; }
    float operator[](Clue clue) const noexcept { return values[static_cast<std::size_t>(clue)]; }
};

/// Likeness of a line and its surroundings as one number, to compare the candidates of one anchor with: what
/// Clue::lead is made of.
[[nodiscard]] double overall(const Evidence& evidence) noexcept;

/// `x` is where the range's first line may be. Precondition: both lines exist. Clue::lead is for the caller
/// to set, who knows the others.
[[nodiscard]] Evidence evidence(const Pair& pair, const Rarity& rarity, const Sought& sought,
                                std::uint32_t x);

}  // namespace restante::anchor
