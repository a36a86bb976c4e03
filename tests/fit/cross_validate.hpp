// How good a judge is on cases that it was not fitted to: the cases are cut into contiguous parts, so that
// one file's history is never on both sides, and each part is judged by what was fitted to the others.
#pragma once

#include <iosfwd>
#include <map>

#include "fit/boosting.hpp"

namespace restante::fit {

[[nodiscard]] int part_of(std::uint32_t number, int parts);

/// Prints how good it is, and gives by case how likely its likeliest place was said to be.
std::map<std::uint32_t, double> cross_validate(const std::vector<Example>& examples, const Settings& settings,
                                               int parts, std::ostream& out);

}  // namespace restante::fit
