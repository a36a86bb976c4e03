// What the two ends of a walk have in common.
#include "follow/trail.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::follow;

namespace {

Spot spot(std::string_view text, std::uint32_t first, std::uint32_t last, const std::string& path = "a") {
    Spot out;
    out.path = path;
    out.text = std::make_shared<const anchor::Text>(std::string(text));
    out.range = out.text->clamp({{first, 0}, {last, ~0U}});
    return out;
}

Trail ends(const Spot& start, const Spot& end) {
    Trail out;
    compare_ends(start, end, out);
    return out;
}

constexpr std::string_view function =
    "int count_all(int first) {\n    int sum = first + 1;\n    return sum;\n}\n";

}  // namespace

TEST_CASE("lines that are all there are equal and alike, wherever they are") {
    const auto trail = ends(spot(function, 0, 3), spot("\n\n\n" + std::string(function), 3, 6, "b"));
    CHECK(trail[Sign::equal] == 1);
    CHECK(trail[Sign::alike] == 1);
    CHECK(trail[Sign::first_line] == 1);
    CHECK(trail[Sign::name] == 1);
    CHECK(trail[Sign::block] == 1);
    CHECK(trail[Sign::file] == 1);
    CHECK(trail[Sign::marked] == -1);
}

TEST_CASE("white space is no difference") {
    CHECK(ends(spot("if (a)\n  run(a);\n", 0, 1), spot("if(a)\n\trun( a );\n", 0, 1))[Sign::equal] == 1);
}

TEST_CASE("lines that were written anew are neither equal nor alike, and an edited one is alike") {
    const auto anew =
        ends(spot(function, 0, 2), spot("while (waiting)\n    poll(socket);\nclose();\n", 0, 2));
    CHECK(anew[Sign::equal] == 0);
    CHECK(anew[Sign::alike] < 0.1F);
    const auto edited = ends(spot("total = count_all(first);", 0, 0), spot("total = count_all(last);", 0, 0));
    CHECK(edited[Sign::equal] == 0);
    CHECK(edited[Sign::alike] > 0.6F);
}

TEST_CASE("of a marked part it is seen whether it is there") {
    auto start = spot("call(one, two);", 0, 0);
    start.range = {{0, 10}, {0, 13}};
    CHECK(ends(start, spot("call(one, two, three);", 0, 0))[Sign::marked] == 1);
    CHECK(ends(start, spot("call(one, three);", 0, 0))[Sign::marked] == 0);
}

TEST_CASE("blank lines say nothing against") {
    const auto trail = ends(spot("\n\n", 0, 1), spot("a\nb\n", 0, 1));
    CHECK(trail[Sign::equal] == 1);
    CHECK(judge(trail) >= 0);
    CHECK(judge(trail) <= 1);
}
