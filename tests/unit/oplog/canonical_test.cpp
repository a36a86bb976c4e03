// canonical(), and that it and the strict scanner agree on what is canonical.
#include <doctest/doctest.h>

#include <random>

#include "oplog/codec.hpp"
#include "oplog/scanner.hpp"

using namespace restante;
using namespace restante::oplog;

namespace {

bool scans(std::string_view text) {
    Scanner scanner(text);
    return scanner.value(json_depth_max) && scanner.at_end();
}

void check_canonical(std::string_view json, std::string_view expected) {
    CAPTURE(json);
    const auto text = canonical(json);
    REQUIRE(text);
    CHECK(*text == expected);
    CHECK(canonical(*text) == *text);
    CHECK(scans(*text));
}

void check_refused(std::string_view json, std::string_view reason) {
    CAPTURE(json);
    const auto text = canonical(json);
    REQUIRE_FALSE(text);
    CHECK(text.error().code == Errc::invalid_argument);
    CAPTURE(text.error().message);
    CHECK(text.error().message.find(reason) != std::string::npos);
    CHECK_FALSE(scans(json));
}

/// Random JSON with white space, escapes and unsorted keys.
std::string random_json(std::mt19937_64& random, int depth) {
    const auto space = [&] { return std::string(random() % 3, ' '); };
    const auto string = [&] {
        static constexpr std::array parts{
            "a", "Z", "é", "日", "𝄞", "\\n", "\\u0001", "\\u0041", "\\\"", "\\/", "\\ud834\\udd1e"};
        std::string out = "\"";
        for (auto n = random() % 5; n > 0; --n)
            out += parts[random() % parts.size()];
        return out + "\"";
    };
    switch (random() % (depth > 0 ? 6 : 4)) {
        case 0:
            return string();
        case 1:
            return std::to_string(static_cast<std::int64_t>(random() >> 11) - (1LL << 52));
        case 2:
            return random() % 2 == 0 ? "true" : "false";
        case 3:
            return "null";
        case 4: {
            std::string out = "[" + space();
            for (auto n = random() % 4; n > 0; --n)
                out += random_json(random, depth - 1) + space() + (n > 1 ? "," : "");
            return out + "]";
        }
        default: {
            std::string out = "{" + space();
            for (auto n = random() % 4; n > 0; --n) {
                auto key = string();
                key.insert(1, std::to_string(n));  // unique
                out += key + space() + ":" + space() + random_json(random, depth - 1) + (n > 1 ? " ," : "");
            }
            return out + "}";
        }
    }
}

}  // namespace

TEST_CASE("canonical JSON is sorted, without white space, with the fewest escapes") {
    check_canonical(R"( { "b" : 1 , "a" : [ 1 , 2 ] } )", R"({"a":[1,2],"b":1})");
    check_canonical(R"({"a":"\u0041\/\u00e9\u2028"})", "{\"a\":\"A/é\u2028\"}");
    check_canonical(R"("\b\t\n\f\r\u0000\u000b\u001F\u007f\"\\")",
                    "\"\\b\\t\\n\\f\\r\\u0000\\u000b\\u001f\x7f\\\"\\\\\"");
    check_canonical(R"("\ud834\udd1e")", "\"𝄞\"");
    check_canonical("[true,false,null,0,-1,{},[]]", "[true,false,null,0,-1,{},[]]");
    check_canonical("-0", "0");
    check_canonical("9007199254740991", "9007199254740991");
    check_canonical("-9007199254740991", "-9007199254740991");
}

TEST_CASE("keys sort by the bytes they stand for, not by their escapes") {
    check_canonical(R"({"!":1,"\n":2,"\u0001":3,"":4})", R"({"":4,"\u0001":3,"\n":2,"!":1})");
    check_canonical(R"({"\\":1,"[":2,"]":3})", R"({"[":2,"\\":1,"]":3})");
    check_canonical(R"({"é":1,"z":2})", R"({"z":2,"é":1})");
}

TEST_CASE("what has no canonical form is refused with its reason") {
    check_refused("1.0", "integers");
    check_refused("1e2", "integers");
    check_refused("9007199254740992", "out of range");
    check_refused("-9007199254740992", "out of range");
    check_refused("18446744073709551615", "out of range");
    check_refused("18446744073709551616", "");
    check_refused(R"({"a":1,"b":2,"a":3})", "twice");
    check_refused(R"({"a":1,"\u0061":3})", "twice");
    check_refused(std::string(33, '[') + std::string(33, ']'), "deeper");
    check_refused("", "not JSON");
    check_refused("{", "not JSON");
    check_refused("{} {}", "not JSON");
    check_refused("{'a':1}", "not JSON");
    check_refused("[1,]", "not JSON");
    check_refused("// no\n1", "not JSON");
    check_refused("NaN", "not JSON");
    check_refused("\"\xff\"", "not JSON");
    check_refused("\"\xed\xa0\x80\"", "not JSON");
    check_refused(R"("\ud800")", "not JSON");
    check_refused("\"\n\"", "not JSON");
}

TEST_CASE("both readers allow the same depth") {
    const auto deepest = std::string(json_depth_max, '[') + std::string(json_depth_max, ']');
    check_canonical(deepest, deepest);
    CHECK_FALSE(scans("[" + deepest + "]"));
    CHECK_FALSE(canonical("[" + deepest + "]"));
}

TEST_CASE("the scanner accepts exactly the texts that canonical() leaves as they are") {
    const std::uint64_t seed = 99;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 2000; ++i) {
        const auto json = random_json(random, 4);
        CAPTURE(json);
        const auto text = canonical(json);
        REQUIRE(text);
        CHECK(scans(*text));
        CHECK(scans(json) == (*text == json));
        auto changed = *text;
        changed[random() % changed.size()] = static_cast<char>(random());
        CAPTURE(changed);
        CHECK(scans(changed) == (canonical(changed) == changed));
    }
}

TEST_CASE("quoting and unescaping undo each other") {
    const std::uint64_t seed = 100;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 2000; ++i) {
        std::string text(random() % 30, '\0');
        for (auto& c : text)
            c = static_cast<char>(random() % 0x80);
        std::string quoted;
        append_quoted(quoted, text);
        CAPTURE(quoted);
        ScannedString scanned;
        Scanner scanner(quoted);
        REQUIRE(scanner.string(scanned));
        CHECK(scanner.at_end());
        CHECK(unescape(scanned) == text);
    }
}
