// From cases to examples of whole walks: the signs by which the end of each is judged, and whether it is the
// right place. The steps are taken with a judge that has not seen the case.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>

#include "fit/boosting.hpp"

namespace restante::fit {

/// The judge for the case of this number.
using JudgeOf = std::function<const Model&(std::uint32_t number)>;

/// Where the walk of a case ended, shown or not.
struct Ending {
    std::uint32_t number = 0;  // of the case
    std::string id;
    std::string path;  // empty: nowhere
    anchor::LineRange lines;
    double confidence = 0;
    double shown_min = 0;  // of what the table of walks makes of it; 0: nothing was to be judged
};
/// As JSON Lines, as restante place --batch has them. `said`: what the table of walks made of each.
void write_answers(const std::vector<Ending>& endings, const std::map<std::uint32_t, double>& said,
                   std::ostream& out);

struct Walks {
    std::vector<Example> examples;
    std::vector<Ending> endings;
};
/// Cases `first` … are numbered on from there. Cases whose code is there in both commits are also walked the
/// other way, so that going back in time does not mean gone; those count less.
[[nodiscard]] Walks walk(const std::vector<Case>& cases, std::uint32_t first, const std::string& repositories,
                         const JudgeOf& judge);

}  // namespace restante::fit
