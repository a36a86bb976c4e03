#include "hub/router.hpp"

#include <doctest/doctest.h>

#include "hub/http.hpp"

using namespace restante;
using namespace restante::hub;

TEST_CASE("every route is found by its method and path, and nothing else is") {
    struct Case {
        std::string_view method, target;
        std::optional<Route> route;
        int status;
        std::string_view space = "";
    };
    const std::string long_name(64, 'a');
    const Case cases[] = {
        {"GET", "/healthz", Route::healthz, 200},
        {"GET", "/healthz?x=1", Route::healthz, 200},
        {"POST", "/healthz", std::nullopt, 405},
        {"GET", "/v1/me", Route::me, 200},
        {"DELETE", "/v1/me", std::nullopt, 405},
        {"POST", "/v1/me/actors", Route::bind_actor, 200},
        {"GET", "/v1/me/actors", std::nullopt, 405},
        {"POST", "/v1/spaces/team/ops", Route::push, 200, "team"},
        {"GET", "/v1/spaces/a.b-c_9/ops?after=", Route::pull, 200, "a.b-c_9"},
        {"PUT", "/v1/spaces/team/ops", std::nullopt, 405},
        {"GET", "/v1/spaces/Team/ops", std::nullopt, 400},
        {"GET", "/v1/spaces/-x/ops", std::nullopt, 400},
        {"GET", "/v1/spaces/a%2fb/ops", std::nullopt, 400},
        {"GET", "/v1/spaces/a/b/ops", std::nullopt, 404},
        {"GET", "/v1/spaces//ops", std::nullopt, 404},
        {"GET", "/v1/spaces/ops", std::nullopt, 404},
        {"GET", "/", std::nullopt, 404},
        {"GET", "", std::nullopt, 404},
        {"GET", "/v1/me/", std::nullopt, 404},
    };
    for (const auto& c : cases) {
        CAPTURE(c.method);
        CAPTURE(c.target);
        const auto match = route(c.method, c.target);
        REQUIRE(match.has_value() == c.route.has_value());
        if (match) {
            CHECK(match->route == *c.route);
            CHECK(match->space == c.space);
        } else {
            CHECK(match.error().status == c.status);
            CHECK(match.error().allow.empty() == (c.status != 405));
        }
    }
    CHECK(route("GET", "/v1/spaces/" + long_name + "/ops").has_value());
    CHECK_FALSE(route("GET", "/v1/spaces/" + long_name + "a/ops").has_value());
}

TEST_CASE("a query's members are decoded, and broken ones are refused") {
    CHECK(query_value("after=a.1.f&limit=5", "after") == "a.1.f");
    CHECK(query_value("after=%61%2E&limit=5", "after") == "a.");
    CHECK(query_value("limit=5", "after") == std::nullopt);
    CHECK(query_value("", "after") == std::nullopt);
    CHECK(query_value("after", "after") == "");
    CHECK_FALSE(query_value("after=%6", "after"));
    CHECK_FALSE(query_value("after=%zz", "after"));
    CHECK(query_number("limit=50", "limit") == 50U);
    CHECK(query_number("limit=", "limit") == std::nullopt);
    for (const auto* bad :
         {"limit=x", "limit=-1", "limit=1.5", "limit=99999999999999999999999", "limit=1%00"}) {
        CAPTURE(bad);
        CHECK_FALSE(query_number(bad, "limit"));
    }
}

TEST_CASE("headers are read as HTTP means them") {
    CHECK(accepts("gzip", "gzip"));
    CHECK(accepts("br, GZip;q=0.5", "gzip"));
    CHECK_FALSE(accepts("gzip;q=0", "gzip"));
    CHECK_FALSE(accepts("gzip; q=0.00", "gzip"));
    CHECK_FALSE(accepts("deflate, xgzip", "gzip"));
    CHECK_FALSE(accepts("", "gzip"));
    CHECK(is_media_type("Application/X-NDJSON; charset=utf-8", "application/x-ndjson"));
    CHECK_FALSE(is_media_type("application/json", "application/x-ndjson"));
}

TEST_CASE("an error tells its code, and what the status demands") {
    auto denied = error_answer({Errc::unauthorized, "no token", "log in"});
    CHECK(denied.status == 401);
    CHECK(denied.body == R"({"error":{"code":"unauthorized","message":"no token","hint":"log in"}})");
    CHECK(denied.headers.at(0).first == "WWW-Authenticate");
    auto full = error_answer({Errc::io, "the disk is full", ""});
    CHECK(full.status == 507);
    CHECK(full.body == R"({"error":{"code":"io","message":"the disk is full"}})");
    auto busy = error_answer(503, {Errc::unavailable, "busy", ""}, 7);
    CHECK(busy.headers.at(0) == std::pair<std::string_view, std::string>{"Retry-After", "7"});
}
