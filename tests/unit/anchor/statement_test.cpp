// Which lines go on with what a line began, and what a name is.
#include "anchor/statement.hpp"

#include <doctest/doctest.h>

#include "anchor/names.hpp"

using namespace restante::anchor;

namespace {

/// Per line '+' when it goes on with the line above, else '.'.
std::string continued(std::string_view source) {
    const Text text{std::string(source)};
    Reading reading(text);
    std::string out;
    for (std::uint32_t line = 0; line < text.line_count(); ++line)
        out += continues(reading, line) ? '+' : '.';
    return out;
}

double alike(std::string_view a, std::string_view b) {
    const Text before{std::string(a)};
    const Text after{std::string(b)};
    Reading x(before);
    Reading y(after);
    return dice(statement(x, 0), statement(y, 0));
}

}  // namespace

TEST_CASE("a broken argument list, condition or assignment goes on in its next lines") {
    CHECK(continued("call(one,\n     two);\nnext();") == ".+.");
    CHECK(continued("if (one\n    && two) {\n    three();\n}") == ".+..");
    CHECK(continued("const List<A> all =\n    new List<A>();\nint b;") == ".+.");
    CHECK(continued("stream\n    .map(x)\n    .filter(y);") == ".++");
    CHECK(continued("total = one + \\\n  two") == ".+");
}

TEST_CASE("a comment, a blank line and a new statement go on with nothing") {
    CHECK(continued("/* one,\n * two,\n */\nint a;") == "....");
    CHECK(continued("// one,\nint a;") == "..");
    CHECK(continued("count++;\nother--;\n\n}") == "....");
    CHECK(continued("say(\"(\");\nnext();") == "..");
    CHECK(continued("") == ".");
}

TEST_CASE("a statement is the same whether it is broken or not") {
    CHECK(alike("f(one, two, three);", "f(one,\n  two,\n  three);") == 1.0);
    CHECK(alike("if (a && b) {", "if (a\n    && b) {\n    c();") == 1.0);
    CHECK(alike("f(one);\ng(two);", "f(one);\nh(three);") == 1.0);
}

TEST_CASE("a statement that never ends is cut") {
    std::string open = "f(";
    for (int i = 0; i < 1000; ++i)
        open += "\n  argument,";
    CHECK(alike(open, "f(\n  argument,") < 1.0);
}

TEST_CASE("what a line is about is the name before its first bracket or sign") {
    CHECK(name_of("    public int count(String s) {") == "count");
    CHECK(name_of("  total = a + b;") == "total");
    CHECK(name_of("}") == "");
    CHECK(first_word("  } else if (x) {") == "else");
    CHECK(is_name("größe"));
    CHECK_FALSE(is_name("2nd"));
    CHECK_FALSE(is_name("a b"));
}

TEST_CASE("a word is one only when it stands by itself") {
    CHECK(has_word("count = other;", "count"));
    CHECK(has_word("counter + count", "count"));
    CHECK_FALSE(has_word("counter", "count"));
    CHECK_FALSE(has_word("recount", "count"));
    CHECK_FALSE(has_word("anything", ""));
}
