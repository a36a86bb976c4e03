// How good a judge is on cases that it was not fitted to: the cases are cut into contiguous parts, so that
// one file's history is never on both sides, and each part is judged by what was fitted to the others.
#pragma once

#include <iosfwd>

#include "fit/boosting.hpp"

namespace restante::fit {

[[nodiscard]] int part_of(std::uint32_t number, int parts);

void cross_validate(const std::vector<Example>& examples, const Settings& settings, int parts,
                    std::ostream& out);

}  // namespace restante::fit
