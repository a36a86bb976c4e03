// What somebody points at in a document, recorded as an anchor: in the editor's own text when it has the file
// open, else in the file on disk. Loop thread; git and the disk are asked on the git worker.
#pragma once

#include "daemon/handlers/appending.hpp"

namespace restante::daemon::handlers {

struct Pointed {
    Location where;
    anchor::Anchor anchor;
    std::optional<Document::Snapshot> from;  // the editor's text; absent: the file's
};

/// Answers `reply` when nothing can be pointed at there; then `then` is not called.
void record_pointed(Session& session, const std::string& uri, const protocol::Range& range,
                    const Reply& reply, std::function<void(Pointed)> then);

/// What follows when a thread was attached there: the author's own buffer needs no search, as the place is
/// where it was pointed at, typed on since.
[[nodiscard]] Written placed_where_pointed(Session& session, const std::string& uri, const Pointed& pointed);

}  // namespace restante::daemon::handlers
