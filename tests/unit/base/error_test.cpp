#include "base/error.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace restante;

TEST_CASE("every error code has a name of its own, and the name leads back to it") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
        const auto code = static_cast<Errc>(i);
        names.insert(to_string(code));
        CHECK(errc_from_string(to_string(code)) == code);
    }
    CHECK(names.size() == static_cast<std::size_t>(Errc::internal) + 1);
}

TEST_CASE("an error name from a newer version reads as internal") {
    CHECK(errc_from_string("quota_exceeded") == Errc::internal);
    CHECK(errc_from_string("") == Errc::internal);
}

TEST_CASE("fail formats its message and has no hint") {
    const Result<int> result = fail(Errc::not_found, "no thread {} in {}", 7, "here");
    REQUIRE_FALSE(result);
    CHECK(result.error() == Error{Errc::not_found, "no thread 7 in here", ""});
}

TEST_CASE("context goes before the message and keeps code and hint") {
    const auto error = with_context({Errc::io, "disk full", "make room"}, "writing the log");
    CHECK(error == Error{Errc::io, "writing the log: disk full", "make room"});
}

TEST_CASE("people read the message with its hint in parentheses") {
    CHECK(to_string(Error{Errc::io, "disk full", "make room"}) == "disk full (make room)");
    CHECK(to_string(Error{Errc::io, "disk full", ""}) == "disk full");
}
