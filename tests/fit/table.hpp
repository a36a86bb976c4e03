// A fitted model as server/anchor/verdict_table.inc.
#pragma once

#include <iosfwd>

#include "fit/boosting.hpp"

namespace restante::fit {

void write_table(const Model& model, std::ostream& out);

}  // namespace restante::fit
