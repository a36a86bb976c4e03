#include "daemon/space_shelves.hpp"

namespace restante::daemon {

lookup::SpaceShelfPtr SpaceShelves::of(const std::string& space, const std::string& repository) {
    auto& kept = kept_[{space, repository}];
    if (kept) return kept;
    kept = std::make_shared<const lookup::SpaceShelf>();
    const auto decisions = reader_.decisions(space, repository, decisions_max);
    const auto links = reader_.links_of_decisions(space, repository);
    if (decisions && links)
        kept = std::make_shared<const lookup::SpaceShelf>(lookup::space_shelf(*decisions, *links));
    else
        log_.warning("decisions.read", to_string(decisions ? links.error() : decisions.error()));
    return kept;
}

}  // namespace restante::daemon
