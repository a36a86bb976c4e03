// How records relate, as a graph. PURE; linear in records and edges, whatever circles they form.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "decisions/record.hpp"

namespace restante::decisions {

struct Edge {
    std::size_t from = 0;  // the newer one
    std::size_t to = 0;
    bool amends = false;  // else it supersedes
    bool both_say_so = false;
};

/// Each pair once, whichever of the two says it. References to records that are not there are no edges.
[[nodiscard]] std::vector<Edge> edges_of(const std::vector<Record>& records);

struct TreeLine {
    std::size_t record = 0;
    std::size_t depth = 0;  // 0: nothing here replaces or amends it
    bool amended = false;   // by the one above; else superseded
    bool again = false;     // its own lines are elsewhere
};
/// Records with edges, the newest first and what each replaces below it.
[[nodiscard]] std::vector<TreeLine> tree_of(const std::vector<Record>& records,
                                            const std::vector<Edge>& edges);

/// For Graphviz (dot(1)).
[[nodiscard]] std::string to_dot(const std::vector<Record>& records, const std::vector<Edge>& edges);

}  // namespace restante::decisions
