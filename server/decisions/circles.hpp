// Circles of supersession: 3 supersedes 5, which supersedes 3. PURE; linear in the records and their
// references, however long a circle is.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "decisions/read.hpp"

namespace restante::decisions {

/// By the newer record: the older ones that it replaces, as indices.
using Replaced = std::map<std::size_t, std::set<std::size_t>>;

struct Circle {
    std::size_t record = 0;
    std::string text;  // for people; names all of a short circle
};

/// At least one for each record of every circle that the search closes, and a few at most.
[[nodiscard]] std::vector<Circle> supersession_circles(const Replaced& replaced,
                                                       const std::vector<Reading>& readings);

}  // namespace restante::decisions
