// Where the decisions of a space meet code: what people said of lines, and the marks of governed places.
// Loop thread.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "daemon/handlers/places.hpp"
#include "daemon/lookup/hints.hpp"
#include "daemon/lookup/space_shelf.hpp"

namespace restante::daemon::handlers {

/// Whether the range has one of these lines (counted from 0, the last one meant). An end at the beginning of
/// a line does not mean that line.
[[nodiscard]] bool covers(const protocol::Range& range, std::uint32_t first, std::uint32_t last);

/// From now on the decisions of the clone's space are among its records. Gives them.
lookup::SpaceShelfPtr stock(Context& context, const Location& where);

/// What people said of these lines (counted from 0, the last one meant): decisions govern them, or grew out
/// of one of the threads about them.
void told_of_lines(Session& session, const std::string& uri, std::uint32_t first, std::uint32_t last,
                   std::span<const protocol::Thread> threads, const lookup::SpaceShelfPtr& space,
                   std::function<void(std::vector<lookup::Told>)> done);

/// Adds the marks of governed places, and hints at those whose decision no longer stands.
void add_governed(const std::vector<GovernedPlace>& places, const lookup::SpaceShelf& space,
                  lookup::InDocument& out);

}  // namespace restante::daemon::handlers
