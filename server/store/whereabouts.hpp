// Where the code of a thread is in the commit that a clone is at, as it was worked out last: remembered, so
// that opening a file waits for nothing. Derived from git and the op log, private to the machine, never
// exchanged. Plain data, copied freely between threads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "core/thread.hpp"

namespace restante::store {

struct Whereabouts {
    ThreadId thread;
    OpId anchor_op;           // what the answer is about: another anchor makes it worthless
    bool stale = false;       // the clone has gone to another commit since
    std::string path;         // of the file that it is, or was last, in
    std::string anchor_path;  // of the file that it was opened on
    std::string blob;         // hex; the text that the range is of; empty when nothing is known of it
    anchor::Range range;      // in it; when lost, where it stood
    anchor::PlacementState state = anchor::PlacementState::orphaned;
    double confidence = 0.0;  // 0 … 1; kept in millionths
    std::string reason;

    /// When it is lost: the last commit in which it was found, and the one that broke it. Hex.
    struct Lost {
        std::string good_commit;
        std::string broken_by;
        friend bool operator==(const Lost&, const Lost&) = default;
    };
    std::optional<Lost> lost;
    friend bool operator==(const Whereabouts&, const Whereabouts&) = default;
};

/// What is known of the threads of one file, by one question.
struct WhereaboutsInFile {
    std::vector<Whereabouts> each;   // in this file, or opened on it and now in another; in no order
    std::vector<core::Thread> come;  // in this file and opened on another
};

struct KnownClone {
    std::int64_t no = 0;
    std::string head;  // hex
};

/// All threads up to this one, in the order in which they came, have whereabouts in a clone.
struct FollowMark {
    std::int64_t no = 0;
};

struct Unfollowed {
    std::vector<core::Thread> threads;  // by file
    std::optional<FollowMark> mark;     // reached when the whereabouts of all of them are put
};

}  // namespace restante::store
