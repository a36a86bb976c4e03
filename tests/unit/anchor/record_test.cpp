#include "anchor/record.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "anchor/codec.hpp"
#include "base/utf8.hpp"
#include "generator.hpp"
#include "marked.hpp"

using namespace restante::anchor;
using restante::anchor::tests::anchor_of;
using restante::anchor::tests::Generator;
using restante::anchor::tests::marked;

namespace {

std::optional<std::string> enclosing(std::string_view source) {
    return anchor_of(marked(source)).enclosing;
}

boost::json::object valid_object() {
    boost::json::object object;
    write(object, anchor_of(marked("a\nvoid f() {\n    [[run();]]\n}\n")));
    return object;
}

void check_refused(boost::json::object object, std::string_view member) {
    const auto result = read(object);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == restante::Errc::corrupt);
    CHECK(result.error().message.find('"' + std::string(member) + '"') != std::string::npos);
}

}  // namespace

TEST_CASE("an anchor holds the whole lines of its range and ten lines around them") {
    std::string text;
    for (int n = 0; n < 30; ++n)
        text += fmt::format("line {}\n", n);
    const auto anchor =
        record({"repo", "f", std::nullopt, std::string(40, 'a')}, Text{text}, {{14, 2}, {15, 3}});
    CHECK(anchor.quote == "line 14\nline 15");
    CHECK(anchor.prefix.size() == context_lines);
    CHECK(anchor.prefix.back() == "line 13");
    CHECK(anchor.suffix.size() == context_lines);
    CHECK(anchor.suffix.front() == "line 16");
}

TEST_CASE("a range that ends at the start of a line does not hold that line") {
    CHECK(anchor_of(marked("a\n[[b\n]]c\n")).quote == "b");
    CHECK(anchor_of(marked("a\n[[]]b\n")).quote == "b");
}

TEST_CASE("the enclosing declaration is found by indentation, past control statements and brackets") {
    CHECK(enclosing("void f(int a) {\n    if (a) {\n        [[run();]]\n    }\n}\n") == "void f(int a) {");
    CHECK(enclosing("class A:\n    def f(self):\n        x = 1\n        [[y = 2]]\n") == "    def f(self):");
    CHECK(enclosing("int f()\n{\n    [[run();]]\n}\n") == "int f()");
    CHECK(enclosing("class A {\n  public:\n    // note\n    [[int x;]]\n};\n") == "class A {");
    CHECK(enclosing("void f() {\n[[]]\n    run();\n}\n") == "void f() {");
    CHECK(enclosing("[[int x;]]\n") == std::nullopt);
}

TEST_CASE("a long quote and long lines are cut between characters") {
    std::string euros;
    while (euros.size() < 3 * quote_bytes_max)
        euros += "\xe2\x82\xac";
    const auto anchor = anchor_of(marked(euros + "\n[[" + euros + "]]\n"));
    CHECK(anchor.quote.size() <= quote_bytes_max);
    CHECK(anchor.quote.size() > quote_bytes_max - 3);
    CHECK(restante::utf8::is_valid(anchor.quote));
    CHECK(anchor.prefix.front().size() <= context_line_bytes_max);
    CHECK(restante::utf8::is_valid(anchor.prefix.front()));
}

TEST_CASE("what is recorded of any bytes is within the codec's bounds and survives it") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        const Text text{random.characters(80)};
        const auto anchor = record({"repo", "d/f", std::string(40, '1'), std::string(64, '2')}, text,
                                   text.range(random.span(text)));
        REQUIRE(check(anchor));
        boost::json::object object;
        write(object, anchor);
        const auto parsed = boost::json::parse(boost::json::serialize(object));
        REQUIRE(read(parsed.get_object()) == anchor);
    }
    const auto invalid = anchor_of(marked("[[" + std::string(3 * quote_bytes_max, '\xff') + "]]"));
    CHECK(check(invalid));
}

TEST_CASE("the codec writes integers and leaves out what is absent") {
    const auto object = valid_object();
    CHECK(boost::json::serialize(object.at("range")) == "[2,4,2,10]");
    CHECK_FALSE(object.contains("commit"));
    CHECK(object.at("enclosing").as_string() == "void f() {");
}

TEST_CASE("the codec passes over members it does not know") {
    auto object = valid_object();
    object["fingerprint"] = {1, 2, 3};
    CHECK(read(object) == read(valid_object()));
}

TEST_CASE("the codec names the member that is missing or of another type") {
    for (std::string_view member : {"repository", "path", "blob", "range", "quote", "prefix", "suffix"}) {
        auto object = valid_object();
        object.erase(member);
        check_refused(object, member);
        object = valid_object();
        object[member] = true;
        check_refused(object, member);
    }
    for (std::string_view member : {"commit", "enclosing"}) {
        auto object = valid_object();
        object[member] = nullptr;
        check_refused(object, member);
    }
}

TEST_CASE("the codec refuses what is out of bounds") {
    const auto refused = [](std::string_view member, boost::json::value value) {
        auto object = valid_object();
        object[member] = std::move(value);
        check_refused(object, member);
    };
    for (std::string_view path : {"", "/etc/passwd", "a/../b", "..", "a//b", "./a", "a/"})
        refused("path", boost::json::string(path));
    refused("path", boost::json::string(std::string("a\0b", 3)));
    refused("path", boost::json::string(4097, 'a'));
    refused("path", "\xff");
    refused("blob", "123");
    refused("blob", boost::json::string(40, 'A'));
    refused("commit", boost::json::string(41, 'a'));
    refused("range", boost::json::array{1, 2, 3});
    refused("range", boost::json::array{2, 0, 1, 9});
    refused("range", boost::json::array{-1, 0, 1, 9});
    refused("range", boost::json::array{0, 0, 1, 1.5});
    refused("range", boost::json::array{0, 0, 1, (1LL << 31) + 1});
    refused("quote", boost::json::string(quote_bytes_max + 1, 'a'));
    refused("prefix", boost::json::array(11, ""));
    refused("suffix", boost::json::array{1});
    refused("suffix", boost::json::array(1, boost::json::string(401, 'a')));
    refused("repository", "");
}

TEST_CASE("placement states have their names") {
    CHECK(to_string(PlacementState::exact) == "exact");
    CHECK(to_string(PlacementState::orphaned) == "orphaned");
}
