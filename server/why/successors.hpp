// Which record holds now, where one was superseded. PURE; whatever circles the records form.
#pragma once

#include <cstddef>
#include <vector>

#include "why/names.hpp"

namespace restante::why {

/// From the record to the ones that replace it, in turn, the last one of each line only: those that are
/// alive. Empty when it is alive itself, or nothing is known to replace it.
[[nodiscard]] std::vector<std::size_t> living_successors(std::size_t record,
                                                         const std::vector<decisions::Record>& records);

}  // namespace restante::why
