// Why a thread is where it is: a question to a clone (daemon/clone.hpp) that a person asks, and its answer.
// Plain data, copied between the loop and the git worker.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/thread.hpp"
#include "follow/suggestions.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::daemon {

struct Explaining {
    core::Thread thread;
    bool suggest = false;         // it is lost, or hardly found: look for where it may be
    std::string asked_path = {};  // a file that is looked into whatever else is; empty: none
    /// What the asker has open, over what is on disk.
    std::vector<vcs::OverlayFile> buffers = {};
    follow::OutOfTime out_of_time = {};
    std::size_t file_bytes_max = 0;  // larger files are not looked into
};

struct Explanation {
    /// Where its code was found last.
    struct LastGood {
        std::string commit;  // hex
        std::string path;
        anchor::Range range;
        std::shared_ptr<const anchor::Text> text;  // null when it cannot be read
        std::optional<std::string> broken_by;  // hex; absent: in the commit that the clone is at it is there
    };
    std::optional<LastGood> last_good;
    std::shared_ptr<const anchor::Text> original;  // the text that was anchored; null: git does not have it
    std::vector<follow::Suggestion> candidates;    // best first; none unless asked for
};

}  // namespace restante::daemon
