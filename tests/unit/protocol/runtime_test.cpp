// The hand-written half: the text writer and the pieces that generated readers are made of.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <limits>

#include "protocol/cpp/threads.hpp"

using namespace restante;
using namespace restante::protocol;

namespace {

template <class T>
std::string error_of(std::string_view text) {
    auto value = parse<T>(text);
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().code == Errc::invalid_argument);
    return value.error().message;
}

}  // namespace

TEST_CASE("a string is written with exactly the escapes JSON asks for, at every offset") {
    CHECK(to_json(std::string{}) == R"("")");
    CHECK(to_json(std::string("a\"b\\c/d")) == R"("a\"b\\c/d")");
    CHECK(to_json(std::string("\b\f\n\r\t")) == R"("\b\f\n\r\t")");
    CHECK(to_json(std::string("\x01\x1f\x7f")) == "\"\\u0001\\u001f\x7f\"");
    CHECK(to_json(std::string("é 漢 😀")) == "\"é 漢 😀\"");
    CHECK(to_json(std::string(1, '\0')) == R"("\u0000")");

    for (unsigned byte = 0; byte < 0x80; ++byte) {
        for (std::size_t before = 0; before < 20; ++before) {
            std::string text(before, 'x');
            text += static_cast<char>(byte);
            text.append(17 - before % 9, 'y');
            const std::string written = to_json(text);
            CAPTURE(written);
            CHECK(boost::json::parse(written).as_string() == text);
            CHECK(parse<std::string>(written).value() == text);
        }
    }
}

TEST_CASE("numbers are written shortest and read back the same") {
    for (double number : {0.0, 0.5, -1.25, 0.1, 1e300, 5e-324}) {
        CAPTURE(number);
        CHECK(parse<double>(to_json(number)).value() == number);
    }
    CHECK(to_json(0.1) == "0.1");
    CHECK(to_json(std::int64_t{-9007199254740991}) == "-9007199254740991");
    CHECK(to_json(std::uint32_t{2147483647}) == "2147483647");
    CHECK(parse<double>("3").value() == 3.0);
}

TEST_CASE("an integer is read however a client spells it, and refused outside of its range") {
    CHECK(parse<std::int64_t>("3").value() == 3);
    CHECK(parse<std::int64_t>("3.0").value() == 3);
    CHECK(parse<std::int64_t>("-3e2").value() == -300);
    CHECK(parse<std::int64_t>("9007199254740991").value() == 9007199254740991);
    CHECK(error_of<std::int64_t>("9007199254740992") == "integer out of range");
    CHECK(error_of<std::int64_t>("18446744073709551615") == "integer out of range");
    CHECK(error_of<std::int64_t>("1e300") == "integer out of range");
    CHECK(error_of<std::int64_t>("3.5") == "integer expected, got number");
    CHECK(error_of<std::int64_t>("true") == "integer expected, got boolean");
    CHECK(parse<std::uint32_t>("2147483647").value() == 2147483647);
    CHECK(error_of<std::uint32_t>("2147483648") == "integer out of range");
    CHECK(error_of<std::uint32_t>("-1") == "integer out of range");
}

TEST_CASE("an error names the path to what is wrong") {
    CHECK(error_of<ThreadParams>("[]") == "object expected, got array");
    CHECK(error_of<ThreadParams>("{}") == "threadId: missing");
    CHECK(error_of<ThreadParams>(R"({"threadId":null})") == "threadId: string expected, got null");
    CHECK(error_of<ThreadParams>(R"({"threadId":"x","textDocument":{"uri":7}})") ==
          "textDocument.uri: string expected, got number");
    CHECK(error_of<std::vector<std::vector<Person>>>(R"([[],[{"id":"a","name":"b","me":true},{"id":1}]])") ==
          "[1][1].id: string expected, got number");
    CHECK(error_of<Map<std::vector<bool>>>(R"({"a":[true,0]})") == "a[1]: boolean expected, got number");
}

TEST_CASE("text that is not JSON is invalid_argument, whatever is wrong with it") {
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    for (std::string_view text : {"", "{", "{}x", "nul", "\"\xff\"", "\"\n\"", deep.c_str()}) {
        CAPTURE(text);
        CHECK(error_of<RawJson>(text).starts_with("not JSON"));
    }
}

TEST_CASE("a raw value keeps its shape and goes out as it came in") {
    const std::string text = R"({"a":[1,null,{"b":"c"}]})";
    CHECK(parse<RawJson>(text).value().text == text);
    CHECK(to_json(RawJson{text}) == text);
    CHECK(to_json(RawJson{}) == "null");
}

TEST_CASE("a token is an integer or a string") {
    CHECK(parse<Token>("7").value() == Token(std::int64_t{7}));
    CHECK(parse<Token>(R"("a\"b")").value() == Token(std::string("a\"b")));
    CHECK(to_json(Token(std::string("a\"b"))) == R"("a\"b")");
    CHECK(to_json(Token(std::int64_t{-7})) == "-7");
    CHECK(error_of<Token>("null") == "integer or string expected, got null");
    CHECK(error_of<Token>("1.5") == "integer expected, got number");
}

TEST_CASE("null stands for an absent value only where one may be absent") {
    CHECK_FALSE(parse<std::optional<Person>>("null").value().has_value());
    CHECK(to_json(std::optional<Person>{}) == "null");
    CHECK(parse<std::nullptr_t>("null").has_value());
    CHECK(error_of<std::nullptr_t>("0") == "null expected, got number");
    CHECK(error_of<std::vector<Person>>("null") == "array expected, got null");
}

TEST_CASE("arrays and maps are written and read back, keys escaped") {
    const Map<std::vector<std::string>> map{{"a\"", {"x", "y"}}, {"b", {}}};
    CHECK(to_json(map) == R"({"a\"":["x","y"],"b":[]})");
    CHECK(parse<Map<std::vector<std::string>>>(to_json(map)).value() == map);
    CHECK(to_json(std::vector<bool>{true, false}) == "[true,false]");
}

TEST_CASE("a string longer than any buffer keeps every byte") {
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += "line \"" + std::to_string(i) + "\"\n";
    CHECK(parse<std::string>(to_json(text)).value() == text);
}
