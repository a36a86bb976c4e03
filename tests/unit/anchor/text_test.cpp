#include "anchor/text.hpp"

#include <doctest/doctest.h>

#include "generator.hpp"

using namespace restante::anchor;

namespace {

std::vector<std::string> lines(const Text& text) {
    std::vector<std::string> out;
    for (std::uint32_t line = 0; line < text.line_count(); ++line)
        out.emplace_back(text.line(line));
    return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines end at LF, CRLF and lone CR, and the last line has no ending") {
    CHECK(lines(Text{""}) == Lines{""});
    CHECK(lines(Text{"a"}) == Lines{"a"});
    CHECK(lines(Text{"a\n"}) == Lines{"a", ""});
    CHECK(lines(Text{"a\r\nb\rc\nd"}) == Lines{"a", "b", "c", "d"});
    CHECK(lines(Text{"\r\r\n\n\r"}) == Lines{"", "", "", "", ""});
    CHECK(Text{"a\r\nb"}.line_with_ending(0) == "a\r\n");
}

TEST_CASE("offsets and positions are total") {
    const Text text{"ab\r\ncde"};
    CHECK(text.offset({0, 1}) == 1);
    CHECK(text.offset({0, 9}) == 2);
    CHECK(text.offset({1, 9}) == 7);
    CHECK(text.offset({7, 0}) == 7);
    CHECK(text.position(3) == Position{0, 2});
    CHECK(text.position(4) == Position{1, 0});
    CHECK(text.position(99) == Position{1, 3});
    CHECK(text.span({{1, 2}, {0, 0}}) == Span{6, 6});
}

TEST_CASE("an edit that joins or divides a CRLF keeps the lines right") {
    Text text{"a\r\nb"};
    text.splice({2, 2}, "x");
    CHECK(lines(text) == Lines{"a", "x", "b"});
    text.splice({2, 3}, "");
    CHECK(lines(text) == Lines{"a", "b"});
    text.splice({1, 2}, "");
    CHECK(lines(text) == Lines{"a", "b"});
    text.splice({0, 3}, "");
    CHECK(lines(text) == Lines{""});
}

TEST_CASE("an edited text equals a text made anew") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        restante::anchor::tests::Generator random(seed);
        Text text{random.characters(40)};
        std::string model = text.bytes();
        for (int step = 0; step < 30; ++step) {
            const auto span = random.span(text);
            const auto inserted = random.characters(8);
            text.splice(span, inserted);
            model.replace(span.start, span.size(), inserted);
            REQUIRE(text.bytes() == model);
            REQUIRE(lines(text) == lines(Text{model}));
        }
    }
}

TEST_CASE("a line of ten megabytes and a text of many lines are edited like any other") {
    Text text{std::string(10'000'000, 'x')};
    text.apply({{{0, 5'000'000}, {0, 5'000'000}}, "\n"});
    CHECK(text.line_count() == 2);
    CHECK(text.line(1).size() == 5'000'000);
    CHECK(text.position(9'000'000) == Position{1, 3'999'999});
}
