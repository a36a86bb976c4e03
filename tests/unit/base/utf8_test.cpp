#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace restante;

namespace {

void check_bad(std::string_view text, std::size_t good_bytes, std::string_view repaired) {
    CAPTURE(text);
    CHECK_FALSE(utf8::is_valid(text));
    CHECK(utf8::valid_prefix(text) == good_bytes);
    CHECK(utf8::replace_invalid(text) == repaired);
}

/// The encoding of any number below 2^21 by the bit pattern alone, well-formed or not.
std::string pattern(std::uint32_t code) {
    const auto tail = [&](int shift) { return static_cast<char>(0x80U | ((code >> shift) & 0x3fU)); };
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) return {static_cast<char>(0xc0U | (code >> 6)), tail(0)};
    if (code < 0x10000) return {static_cast<char>(0xe0U | (code >> 12)), tail(6), tail(0)};
    return {static_cast<char>(0xf0U | (code >> 18)), tail(12), tail(6), tail(0)};
}

}  // namespace

TEST_CASE("every code point but the surrogates is valid, and nothing above U+10FFFF") {
    std::uint32_t wrong = 0;
    for (std::uint32_t code = 0; code < 0x120000; ++code) {
        const bool expected = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
        if (utf8::is_valid(pattern(code)) != expected) ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("overlong forms, lone tails, cut sequences and surrogates are refused where they start") {
    check_bad("a\xc0\xaf", 1, "a\xef\xbf\xbd\xef\xbf\xbd");
    check_bad("\xe0\x80\xaf", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_bad("\xf0\x80\x80\xaf", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_bad("ab\x80", 2, "ab\xef\xbf\xbd");
    check_bad("caf\xc3", 3, "caf\xef\xbf\xbd");
    check_bad("\xe2\x82", 0, "\xef\xbf\xbd\xef\xbf\xbd");
    check_bad("\xed\xa0\x80", 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_bad("\xff", 0, "\xef\xbf\xbd");
    check_bad("long enough for whole words \xfe and more", 28,
              "long enough for whole words \xef\xbf\xbd and more");
}

TEST_CASE("valid text is left as it is") {
    for (const std::string_view text : {"", "plain", "naïve café — €, 𝄞, 日本語", "\x7f\x01"}) {
        CAPTURE(text);
        CHECK(utf8::is_valid(text));
        CHECK(utf8::replace_invalid(text) == text);
    }
}

TEST_CASE("replacing always gives valid text") {
    const std::uint64_t seed = 77;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 2000; ++i) {
        std::string text(random() % 40, '\0');
        for (auto& c : text)
            c = static_cast<char>(random() % 3 == 0 ? 0x80 + random() % 0x80 : random() % 0x80);
        const auto repaired = utf8::replace_invalid(text);
        CHECK(utf8::is_valid(repaired));
        if (utf8::is_valid(text)) CHECK(repaired == text);
    }
}
