// From cases to examples of whole walks: the signs by which the end of each is judged, and whether it is the
// right place. The steps are taken with a judge that has not seen the case.
#pragma once

#include <functional>

#include "fit/boosting.hpp"

namespace restante::fit {

/// The judge for the case of this number.
using JudgeOf = std::function<const Model&(std::uint32_t number)>;

/// Cases `first` … are numbered on from there. Cases whose code is there in both commits are also walked the
/// other way, so that going back in time does not mean gone; those count less.
[[nodiscard]] std::vector<Example> walk(const std::vector<Case>& cases, std::uint32_t first,
                                        const std::string& repositories, const JudgeOf& judge);

}  // namespace restante::fit
