// What a newcomer should read, and in which order.
#include "why/tour.hpp"

#include <doctest/doctest.h>

#include "records.hpp"

using namespace restante;
using namespace restante::why;
using decisions::Status;

namespace {

std::string numbers(const std::vector<TourStop>& stops, const std::vector<decisions::Record>& records) {
    std::string out;
    for (const auto& stop : stops)
        out += (out.empty() ? "" : " ") + records[stop.record].number.value_or("-");
    return out;
}

std::vector<decisions::Record> four() {
    return tests::records(
        {"docs/adr/0001-a.md", "docs/adr/0002-b.md", "docs/adr/0003-c.md", "docs/adr/0004-d.md"});
}

}  // namespace

TEST_CASE("what others build on comes first, then the older ones") {
    auto records = four();
    records[0].amends = {"4"};
    records[1].date = "2021-05-01";
    records[2].date = "2020-05-01";
    TourInput input;
    input.refers_to = {{}, {}, {}, {1}};
    CHECK(numbers(tour(input, records), records) == "3 2 4 1");
}

TEST_CASE("only what holds is toured") {
    auto records = four();
    records[0].status = Status::proposed;
    records[1].status = Status::superseded;
    records[2].status = Status::implemented;
    records[3].status = Status::unknown;
    CHECK(numbers(tour({}, records), records) == "3");
}

TEST_CASE("a circle is read from its earliest, once each") {
    auto records = four();
    TourInput input;
    input.refers_to = {{1}, {2}, {0}, {}};
    CHECK(numbers(tour(input, records), records) == "4 1 3 2");
}

TEST_CASE("a folder's decisions are those that apply to it, name it, or are named in it") {
    auto records = tests::records({"docs/adr/0001-a.md", "docs/adr/0002-b.md", "docs/adr/0003-c.md",
                                   "docs/adr/0004-d.md", "docs/adr/0005-e.md", "src/net/docs/adr/0006-f.md",
                                   "src/disk/docs/adr/0007-g.md"});
    records[0].applies_to = {"src/net/**"};
    records[3].applies_to = {"**"};
    records[4].applies_to = {"lib/**"};
    TourInput input;
    input.folder = "src/net";
    input.seen = {{1, "src/net/a.cpp", 7}, {1, "src/net/b.cpp", 1}};
    input.naming = {2};
    const auto stops = tour(input, records);
    CHECK(numbers(stops, records) == "4 1 2 3 6");
    CHECK(stops[0].whole);
    CHECK(stops[1].why == "it says that it applies to src/net/**");
    CHECK(stops[2].why == "src/net/a.cpp names it at line 7");
    CHECK(stops[2].path == "src/net/a.cpp");
    CHECK(stops[3].why == "its text names src/net");
    CHECK(stops[4].why == "it lies with the records of src/net");
}

TEST_CASE("of the whole repository come before those of a part, even where these wait for nobody") {
    auto records = four();
    records[0].applies_to = {"src/**"};
    records[1].amends = {"3"};
    records[2].amends = {"2"};
    CHECK(numbers(tour({}, records), records) == "4 2 3 1");
}
