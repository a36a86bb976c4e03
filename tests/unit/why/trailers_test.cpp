// Trailers as git has them.
#include "why/trailers.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace restante::why;

namespace {

std::string shown(std::string_view message) {
    std::string out;
    for (const auto& trailer : trailers_in(message))
        out.append(out.empty() ? "" : "; ").append(trailer.token).append("=").append(trailer.value);
    return out;
}

}  // namespace

TEST_CASE("the last paragraph is trailers when all its lines are") {
    CHECK(shown("Use boats\n\nDecided-by: ADR-12\nDiscussed-in:  k4rmq9t \n") ==
          "Decided-by=ADR-12; Discussed-in=k4rmq9t");
    CHECK(shown("Use boats\n\nText: like this\nand more\n").empty());
    CHECK(shown("Use boats\n\nDecided-by: ADR-12\n\nMore text.\n").empty());
    CHECK(shown("fix: boats\n").empty());
    CHECK(shown("fix: boats\nDecided-by: ADR-1\n").empty());
    CHECK(shown("").empty());
    CHECK(shown("\n\n").empty());
}

TEST_CASE("a quarter of the lines is enough beside one that git writes") {
    CHECK(shown("A\n\ntext\nDecided-by: D-3f9k\nSigned-off-by: Ann <a@example.org>\n") ==
          "Decided-by=D-3f9k; Signed-off-by=Ann <a@example.org>");
    CHECK(shown("A\n\none\ntwo\nthree\nfour\nSigned-off-by: Ann <a@example.org>\n").empty());
}

TEST_CASE("what is no token is no trailer, and a folded line goes with the one above") {
    CHECK(shown("A\n\nsee also: y\n").empty());
    CHECK(shown("A\n\nDecided-by:\n").empty());
    CHECK(shown("A\n\nDecided-by: ADR-1\n  which says so\n") == "Decided-by=ADR-1");
}

TEST_CASE("a token is the same in any case") {
    CHECK(trailer_values("A\n\ndecided-by: ADR-1\nDECIDED-BY: ADR-2\nX: y", decided_by).size() == 2);
}
