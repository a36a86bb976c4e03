// What git calls the user, which is their name here until they say one. Owned by the daemon, loop thread; git
// is asked on the git worker.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/context.hpp"
#include "daemon/log.hpp"
#include "store/store.hpp"

namespace restante::daemon {

class GitIdentity {
  public:
    using Done = std::function<void()>;

    GitIdentity();

    /// When the user's git configuration was written since it was last read: reads it again, and takes the
    /// name over into the store and into `context.identity`. Nothing when the user said a name. `done` runs
    /// when that is as git says; at once, when nothing is to be done.
    void follow(Context& context, const Done& done);

  private:
    void finish();

    std::vector<std::string>
        files_;                  // the user's git configuration; what it includes is read at the next start
    std::string stamp_;          // of them, from before they were read
    std::vector<Done> waiting_;  // not empty while git is asked
};

/// The same before there is a loop: what git calls them now, else the account's name, so that others can make
/// something of it from the start. The next op in each space tells a changed one.
void adopt_git_identity(store::Store& store, Log& log);

}  // namespace restante::daemon
