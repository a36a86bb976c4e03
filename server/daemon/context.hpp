// What handlers may use, gathered by the composition root (daemon/daemon.cpp). Everything here lives on the
// loop thread and outlives every session.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/paths.hpp"
#include "daemon/config.hpp"
#include "daemon/convert.hpp"
#include "daemon/damage.hpp"
#include "daemon/log.hpp"
#include "daemon/placer.hpp"
#include "daemon/sync_host.hpp"
#include "daemon/tracker.hpp"
#include "daemon/workspace.hpp"
#include "daemon/writer.hpp"
#include "store/reader.hpp"

namespace restante::daemon {

class GitIdentity;
class Session;
class SpaceShelves;
namespace lookup {
class Lookup;
}

struct Context {
    rpc::Loop& loop;
    Clock& clock;
    IdSource& ids;
    const Paths& paths;
    const Config& config;
    Log& log;
    const Damage& damage;
    store::Reader& reader;
    Writer& writer;
    GitWorker& git;
    Workspace& workspace;
    Placer& placer;
    Tracker& tracker;
    lookup::Lookup& lookups;
    SpaceShelves& shelves;
    SyncHost& sync;
    GitIdentity& git_identity;
    store::Identity identity;
    TimeMs started_at = 0;
    std::optional<Error> credentials_problem = {};  // why no token is known; what needs no hub goes on

    std::vector<std::weak_ptr<Session>> sessions = {};
    /// Threads of these files changed: open documents are placed and published anew.
    std::function<void(const std::vector<store::FileKey>&)> files_changed = {};
    /// Something that people watch in restante/status changed.
    std::function<void()> status_changed = {};
    /// A comment was written: bring it into the search index when nobody waits for anything.
    std::function<void()> index_later = {};
    /// Finish and exit; `done` when everything is on disk.
    std::function<void(std::function<void()> done)> retire = {};

    /// Names by space and actor, as the profiles say; forgotten when a profile comes in.
    std::unordered_map<std::string, std::unordered_map<ActorId, std::string>> known_names = {};
    convert::Names names = {};  // looks them up; never empty
    [[nodiscard]] std::string name_of(const std::string& space, ActorId actor);
    /// Everything about a thread that depends on who asks, but for where it is placed.
    [[nodiscard]] convert::View view_of(const core::Thread& thread, anchor::PositionEncoding encoding);
};

}  // namespace restante::daemon
