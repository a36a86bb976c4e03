#include "sync/pull_parser.hpp"

#include <doctest/doctest.h>

#include "sync/cursor.hpp"

using namespace restante;
using namespace restante::sync;

namespace {

const std::string cursor_1 = "01hf7yhsy93k72gqhdkva6m18w.1.0123456789abcdef";
const std::string cursor_2 = "01hf7yhsy93k72gqhdkva6m18w.2.fedcba9876543210";
const std::string body = R"({"actor":"a","n":1})"
                         "\n"
                         R"({"cursor":")" +
                         cursor_1 +
                         R"(","more":true})"
                         "\n"
                         R"({"actor":"b"})"
                         "\n"
                         R"({"cursor":")" +
                         cursor_2 +
                         R"(","more":false})"
                         "\n";

Result<std::vector<Chunk>> parse_in_pieces(std::string_view text, std::size_t piece) {
    PullParser parser;
    std::vector<Chunk> chunks;
    for (std::size_t at = 0; at < text.size(); at += piece)
        if (auto fed = parser.feed(text.substr(at, piece), chunks); !fed) return tl::unexpected(fed.error());
    if (auto finished = parser.finish(); !finished) return tl::unexpected(finished.error());
    return chunks;
}

}  // namespace

TEST_CASE("a pull's body gives the same chunks however it is cut") {
    const std::vector<Chunk> expected{{"{\"actor\":\"a\",\"n\":1}\n", 1, cursor_1, true},
                                      {"{\"actor\":\"b\"}\n", 1, cursor_2, false}};
    for (std::size_t piece = 1; piece <= body.size(); ++piece) {
        CAPTURE(piece);
        const auto chunks = parse_in_pieces(body, piece);
        REQUIRE(chunks);
        CHECK(*chunks == expected);
    }
}

TEST_CASE("a body that ends anywhere but after a cursor line is incomplete") {
    for (std::size_t cut = 0; cut < body.size(); ++cut) {
        const bool after_cursor = cut > 0 && body.substr(0, cut).ends_with("true}\n");
        CAPTURE(cut);
        CHECK(parse_in_pieces(body.substr(0, cut), 7).has_value() == after_cursor);
    }
}

TEST_CASE("what is no pull is refused with the reason") {
    const auto check = [](const std::string& text, std::string_view reason) {
        const auto chunks = parse_in_pieces(text, 5);
        REQUIRE_FALSE(chunks);
        CHECK(chunks.error().code == Errc::corrupt);
        CAPTURE(chunks.error().message);
        CHECK(chunks.error().message.find(reason) != std::string::npos);
    };
    check("<html>hello</html>\n", "neither an op nor a cursor");
    check("\n", "neither an op nor a cursor");
    check("{\"cursor\":\"x\",\"more\":false}\n", "a cursor that is none");
    check("{\"actor\":\"" + std::string(pull_line_bytes_max, 'x') + "\n", "a line of more than");
    std::string many;
    for (std::size_t i = 0; i <= pull_chunk_lines_max; ++i)
        many += "{\"actor\":1}\n";
    check(many, "without a cursor");
    PullParser parser;
    std::vector<Chunk> chunks;
    CHECK_FALSE(parser.feed("{\"cursor\":7}\n", chunks));
}

TEST_CASE("a cursor is read as far as a client may") {
    CHECK(parse_cursor(cursor_2) == CursorParts{"01hf7yhsy93k72gqhdkva6m18w", 2});
    for (const auto* bad : {"", ".", "..", "a.b.c", "a.1", ".1.c", "a.-1.c", "a.99999999999999999999.c"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_cursor(bad));
    }
    CHECK_FALSE(parse_cursor(fmt::format("{:a>200}.1.c", "")));
}
