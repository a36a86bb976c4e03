#include "anchor/position.hpp"

#include <doctest/doctest.h>

#include "base/utf8.hpp"
#include "generator.hpp"

using namespace restante::anchor;

namespace {

/// A line as its characters: bytes and units of each. The obvious way, to check the fast one against.
struct Character {
    std::uint32_t bytes, utf16;
};

std::vector<Character> characters(std::string_view line) {
    std::vector<Character> out;
    while (!line.empty()) {
        std::uint32_t bytes = 1;
        for (std::uint32_t size = 1; size <= 4 && size <= line.size(); ++size)
            if (restante::utf8::is_valid(line.substr(0, size))) {
                bytes = size;
                break;
            }
        out.push_back({bytes, bytes == 4 ? 2U : 1U});
        line.remove_prefix(bytes);
    }
    return out;
}

std::uint32_t units(const Character& c, PositionEncoding encoding) {
    if (encoding == PositionEncoding::utf8) return c.bytes;
    return encoding == PositionEncoding::utf16 ? c.utf16 : 1;
}

constexpr PositionEncoding encodings[] = {PositionEncoding::utf8, PositionEncoding::utf16,
                                          PositionEncoding::utf32};

}  // namespace

TEST_CASE("an astral character is four bytes, two UTF-16 units, one code point") {
    const std::string_view line = "a\xf0\x9f\x90\x99z";
    CHECK(character_of_column(line, 5, PositionEncoding::utf8) == 5);
    CHECK(character_of_column(line, 5, PositionEncoding::utf16) == 3);
    CHECK(character_of_column(line, 5, PositionEncoding::utf32) == 2);
    CHECK(column_of_character(line, 3, PositionEncoding::utf16) == 5);
    CHECK(column_of_character(line, 2, PositionEncoding::utf32) == 5);
}

TEST_CASE("a position inside a character moves to its start") {
    const std::string_view line = "a\xf0\x9f\x90\x99z";
    CHECK(column_of_character(line, 2, PositionEncoding::utf16) == 1);
    CHECK(column_of_character(line, 3, PositionEncoding::utf8) == 1);
    CHECK(character_of_column(line, 3, PositionEncoding::utf16) == 1);
}

TEST_CASE("an invalid byte is one unit") {
    const std::string_view line = "\xff\xc3z";
    for (auto encoding : encodings) {
        CHECK(character_of_column(line, 2, encoding) == 2);
        CHECK(column_of_character(line, 2, encoding) == 2);
    }
}

TEST_CASE("columns and characters agree with the obvious reckoning in every encoding") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        restante::anchor::tests::Generator random(seed);
        auto line = random.characters(30);
        std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
        for (auto encoding : encodings) {
            std::uint32_t column = 0;
            std::uint32_t character = 0;
            for (const auto& c : characters(line)) {
                for (std::uint32_t inside = 0; inside < c.bytes; ++inside)
                    REQUIRE(character_of_column(line, column + inside, encoding) == character);
                for (std::uint32_t inside = 0; inside < units(c, encoding); ++inside)
                    REQUIRE(column_of_character(line, character + inside, encoding) == column);
                column += c.bytes;
                character += units(c, encoding);
            }
            REQUIRE(character_of_column(line, column, encoding) == character);
            REQUIRE(column_of_character(line, character, encoding) == column);
            REQUIRE(column_of_character(line, character + 7, encoding) == column);
        }
    }
}

TEST_CASE("decoding strictly refuses a line past the end and names the bound") {
    const Text text{"one\ntwo"};
    const auto error = decode(text, EncodedPosition{3, 0}, PositionEncoding::utf16).error();
    CHECK(error.code == restante::Errc::invalid_argument);
    CHECK(error.message == "line 4 is past the end of the text, which has 2 lines");
    CHECK_FALSE(decode(text, EncodedPosition{2, 1}, PositionEncoding::utf16));
    CHECK(decode(text, EncodedRange{{1, 0}, {0, 2}}, PositionEncoding::utf16).error().message ==
          "the range ends at 1:3, before its start 2:1");
}

TEST_CASE("decoding takes the start of the line behind the last, and a character past the end, for the end") {
    const Text text{"one\ntwo"};
    CHECK(decode(text, EncodedPosition{2, 0}, PositionEncoding::utf16) == Position{1, 3});
    CHECK(decode(text, EncodedPosition{0, 9}, PositionEncoding::utf8) == Position{0, 3});
    CHECK(decode_clamped(text, EncodedPosition{9, 9}, PositionEncoding::utf32) == Position{1, 3});
    CHECK(decode_clamped(text, EncodedRange{{1, 1}, {0, 0}}, PositionEncoding::utf32) ==
          Range{{1, 1}, {1, 1}});
}

TEST_CASE("the encodings have their names of the protocol") {
    for (auto encoding : encodings)
        CHECK(position_encoding_from_string(to_string(encoding)) == encoding);
    CHECK_FALSE(position_encoding_from_string("utf-7"));
}
