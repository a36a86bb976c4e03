// The decisions of each space and repository that was asked about, as records, kept until one of them
// changes. Owned by the daemon; loop thread: reading them is bounded, and done once for many questions.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "daemon/log.hpp"
#include "daemon/lookup/space_shelf.hpp"
#include "store/reader.hpp"

namespace restante::daemon {

class SpaceShelves {
  public:
    /// Of more than these the newest are shown where code is explained; lists have all.
    static constexpr std::size_t decisions_max = 20'000;

    SpaceShelves(store::Reader& reader, Log& log) : reader_(reader), log_(log) {}

    /// Never null; empty when they cannot be read, which is logged.
    [[nodiscard]] lookup::SpaceShelfPtr of(const std::string& space, const std::string& repository);
    /// Decisions of it changed, or what they refer to.
    void changed(const std::string& space, const std::string& repository) {
        kept_.erase({space, repository});
    }

  private:
    store::Reader& reader_;
    Log& log_;
    std::map<std::pair<std::string, std::string>, lookup::SpaceShelfPtr> kept_;
};

}  // namespace restante::daemon
