// Which request is meant by a method and a target. PURE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace restante::hub {

enum class Route { healthz, me, bind_actor, push, pull };

struct RouteMatch {
    Route route = Route::healthz;
    std::string space;       // of push and pull
    std::string_view query;  // what follows the "?", as it is; points into the target
};

struct RouteMiss {
    int status = 404;             // 400, 404 or 405
    std::string_view allow = "";  // with 405: the methods there are
    std::string message;
};

[[nodiscard]] tl::expected<RouteMatch, RouteMiss> route(std::string_view method, std::string_view target);

/// The decoded value of a query's member; nothing when it is not there. invalid_argument for broken escapes.
[[nodiscard]] Result<std::optional<std::string>> query_value(std::string_view query, std::string_view name);

/// A query's member as a whole number; nothing when it is not there or empty.
[[nodiscard]] Result<std::optional<std::uint64_t>> query_number(std::string_view query,
                                                                std::string_view name);

}  // namespace restante::hub
