// Gathers what a tour of a folder goes by: where its files name records, and which records name it or each
// other. Bounded: of a folder with more files than can be read in a moment the first ones are. Calls block on
// the disk and on git's objects; one thread at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "vcs/objects.hpp"
#include "why/names.hpp"
#include "why/tour.hpp"

namespace restante::grounds {

struct TourGround {
    why::TourInput input;
    std::vector<Error> gaps;
};

struct TourQuestion {
    std::string folder;    // or a file; empty for all
    vcs::ObjectId commit;  // in whose tree the files are
    std::string root;      // of the work tree, from where they are read; empty: as the commit has them
};

/// The bytes of a record, by its index.
using RecordText = std::function<Result<std::string>(std::size_t)>;

/// not_found when there is no such folder or file in the commit.
[[nodiscard]] Result<TourGround> tour_ground(const TourQuestion& question, vcs::Objects& objects,
                                             const why::Names& names,
                                             const std::vector<decisions::Record>& records,
                                             const RecordText& text);

}  // namespace restante::grounds
