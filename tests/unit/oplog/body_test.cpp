#include "oplog/body.hpp"

#include <doctest/doctest.h>

#include "oplog/codec.hpp"
#include "unit/oplog/sample_op.hpp"

using namespace restante;
using namespace restante::oplog;

TEST_CASE("what the writer writes is canonical and the reader reads it back") {
    const auto id = tests::numbered<CommentId>(9);
    const auto text = BodyWriter()
                          .string("text", "a \"quote\"\nand é")
                          .integer("count", -3)
                          .id("comment", id)
                          .raw("nested", R"({"a":1})")
                          .take();
    CHECK(canonical(text) == text);

    const auto body = BodyReader::open(text);
    REQUIRE(body);
    CHECK(body->string("text") == "a \"quote\"\nand é");
    CHECK(body->integer("count") == -3);
    CHECK(body->id<CommentId>("comment") == id);
    CHECK(body->object("nested") == R"({"a":1})");
    CHECK(body->raw("count") == "-3");
    CHECK_FALSE(body->optional_string("absent")->has_value());
    CHECK_FALSE(body->optional_id<OpId>("absent")->has_value());
}

TEST_CASE("a body without members is an empty object") {
    CHECK(BodyWriter().take() == "{}");
    CHECK(BodyReader::open("{}"));
}

TEST_CASE("a missing or mistyped member is named") {
    const std::string text = R"({"i":1,"l":["a",1],"o":{},"s":"x"})";
    const auto body = BodyReader::open(text);
    REQUIRE(body);
    CHECK(body->string("t").error() == Error{Errc::corrupt, "\"t\" is missing", ""});
    CHECK(body->string("i").error() == Error{Errc::corrupt, "\"i\" is not a string", ""});
    CHECK(body->optional_string("o").error().message == "\"o\" is not a string");
    CHECK(body->integer("s").error().message == "\"s\" is not an integer");
    CHECK(body->integer("t").error().message == "\"t\" is missing");
    CHECK(body->id<OpId>("s").error().message == "\"s\" is not an id");
    CHECK(body->optional_id<OpId>("i").error().message == "\"i\" is not an id");
    CHECK(body->object("s").error().message == "\"s\" is not an object");
    CHECK(body->object("t").error().message == "\"t\" is missing");
}

TEST_CASE("only a canonical object is a body") {
    for (const auto* text : {"", "[]", "1", "{} ", R"({"b":1,"a":2})", R"({"a":1.5})", "{"}) {
        CAPTURE(text);
        CHECK(BodyReader::open(text).error().code == Errc::corrupt);
    }
}
