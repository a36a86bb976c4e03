// What somebody who is new to a folder should read: the decisions that hold there, in the order in which they
// build on each other. PURE; linear in the records and in what refers to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "decisions/record.hpp"

namespace restante::why {

/// A place in the folder's files that names a record.
struct Seen {
    std::size_t record = 0;
    std::string path;
    std::uint32_t line = 0;  // counted from 1
};

struct TourInput {
    std::string folder;  // or a file; in the repository, without '/' at its end; empty for the root
    std::vector<Seen> seen;
    std::vector<std::vector<std::size_t>> refers_to;  // by record: the others that its text names
    std::vector<std::size_t> naming;                  // records whose text names the folder, or what is in it
};

struct TourStop {
    std::size_t record = 0;
    bool whole = false;  // it is about the whole repository, not only the folder
    std::string why;     // one sentence. Holds what others wrote
    std::string path;    // where it is to be seen; empty for nowhere
    std::uint32_t line = 0;
};

/// Accepted and implemented ones only: of the whole repository before those of a part, what others build on
/// first, then by date and number.
[[nodiscard]] std::vector<TourStop> tour(const TourInput& input,
                                         const std::vector<decisions::Record>& records);

}  // namespace restante::why
