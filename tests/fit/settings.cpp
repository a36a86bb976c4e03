#include "fit/boosting.hpp"
#include "follow/trail.hpp"

namespace restante::fit {

namespace {

std::vector<int> clue_directions() {
    using anchor::Clue;
    std::vector<int> out(anchor::clue_count);
    for (const auto clue : {Clue::tokens, Clue::rare_tokens, Clue::characters, Clue::same_bare, Clue::equal,
                            Clue::aligned, Clue::inside, Clue::above, Clue::below, Clue::next_above,
                            Clue::next_below, Clue::parent, Clue::declaration, Clue::moved,
                            Clue::declaration_name, Clue::lead, Clue::statement, Clue::marked, Clue::slot})
        out[static_cast<std::size_t>(clue)] = 1;
    for (const auto clue :
         {Clue::indentation, Clue::claimed, Clue::rivals, Clue::better_suitor, Clue::nearer_suitor,
          Clue::distance, Clue::image_elsewhere, Clue::ordinal, Clue::name_conflict})
        out[static_cast<std::size_t>(clue)] = -1;
    return out;
}

std::vector<int> sign_directions() {
    using follow::Sign;
    std::vector<int> out(follow::sign_count);
    for (const auto sign :
         {Sign::product, Sign::least, Sign::equal, Sign::alike, Sign::first_line, Sign::declaration})
        out[static_cast<std::size_t>(sign)] = 1;
    for (const auto sign : {Sign::direct_elsewhere, Sign::unsure})
        out[static_cast<std::size_t>(sign)] = -1;
    return out;
}

}  // namespace

Settings Settings::of_steps() {
    Settings out;
    out.directions = clue_directions();
    return out;
}

Settings Settings::of_walks() {
    Settings out;
    out.directions = sign_directions();
    out.trees = 120;
    out.depth = 3;
    out.clues_part = 0.7;
    return out;
}

}  // namespace restante::fit
