#include "clients/cli/place_argument.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::cli;

namespace {

constexpr std::uint32_t far_right = 1U << 30;  // the daemon cuts it at the end of the line

struct Case {
    const char* text;
    const char* file;
    std::uint32_t first_line, first_character, last_line, last_character;
};

}  // namespace

TEST_CASE("places are read as people type them, counted from one, the last one included") {
    for (const auto& [text, file, line, character, last_line, last_character] : {
             Case{"a.cpp:1", "a.cpp", 0, 0, 0, 0},
             Case{"src/a.cpp:12-14", "src/a.cpp", 11, 0, 13, far_right},
             Case{"a.cpp:12-12", "a.cpp", 11, 0, 11, 0},
             Case{"a.cpp:12:3-7", "a.cpp", 11, 2, 11, 7},
             Case{"a.cpp:12:3", "a.cpp", 11, 2, 11, 3},
             Case{"with space:and:colons:7", "with space:and:colons", 6, 0, 6, 0},
             Case{"9:8", "9", 7, 0, 7, 0},
             Case{"9:8:7", "9", 7, 6, 7, 7},
             Case{"/abs/ü.cpp:2", "/abs/ü.cpp", 1, 0, 1, 0},
             Case{"a.cpp:1073741824", "a.cpp", far_right - 1, 0, far_right - 1, 0},
         }) {
        CAPTURE(text);
        auto place = parse_place(text);
        REQUIRE(place);
        CHECK(place->file == file);
        CHECK(place->range.start.line == line);
        CHECK(place->range.start.character == character);
        CHECK(place->range.end.line == last_line);
        CHECK(place->range.end.character == last_character);
    }
}

TEST_CASE("what is no place is refused, and the hint says what a place looks like") {
    for (const auto* text : {"", "a.cpp", "a.cpp:", ":1", "a.cpp:0", "a.cpp:x", "a.cpp:-1", "a.cpp:1-",
                             "a.cpp:3-2", "a.cpp:1x", "a.cpp: 1", "a.cpp:1:0-3", "a.cpp:1:5-4",
                             "a.cpp:1073741825", "a.cpp:99999999999999999999", "a.cpp:1-2-3", "a.cpp:+1"}) {
        CAPTURE(text);
        auto place = parse_place(text);
        REQUIRE_FALSE(place);
        CHECK(place.error().code == Errc::invalid_argument);
        CHECK(place.error().hint.find("FILE:LINE") != std::string::npos);
    }
}
