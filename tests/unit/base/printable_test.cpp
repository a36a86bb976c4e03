#include "base/printable.hpp"

#include <doctest/doctest.h>

using namespace restante;

TEST_CASE("what others wrote cannot steer a terminal, nor turn a line around") {
    // Escape sequences, bells, backspaces, deletes, C1 controls as UTF-8, carriage returns.
    CHECK(printable("\x1b[2J\x1b]0;evil\x07ok") == "[2J]0;evilok");
    CHECK(printable("a\bb\x7f\rc") == "abc");
    CHECK(printable("\xc2\x9b"
                    "31m\xc2\x85x") == "31mx");
    // Marks that turn or isolate the direction of what follows (U+202A–U+202E, U+2066–U+2069).
    CHECK(printable("a\u202a\u202b\u202c\u202d\u202eb\u2066\u2067\u2068\u2069c") == "abc");
    CHECK(printable("a\u200e\u200f\u061cb") == "ab");
    CHECK(printable("\u200d\u0641\u060c\u200b") ==
          "\u200d\u0641\u060c\u200b");  // their neighbours are letters and joiners
    CHECK(within_line("a\nb\tc\u202ed") == "abcd");
    CHECK(printable("tab\tand\nbreak") == "tab\tand\nbreak");
    CHECK(printable("ü é 日本 😀 \u00a0 \u2028") == "ü é 日本 😀 \u00a0 \u2028");
    CHECK(printable(std::string_view("a\0b", 3)) == "ab");
    CHECK(printable("cut \xe2\x80").size() <= 6);  // a torn sequence is no reason to read past the end
    CHECK(printable("\xf0").size() <= 1);
}

TEST_CASE("a text on one line has single blanks and ends at its bound") {
    CHECK(one_line("  two\n\n lines\t here ", 60) == "two lines here");
    CHECK(one_line("12345", 5) == "12345");
    CHECK(one_line("123456", 5) == "12345…");
    CHECK(one_line("1234 67", 5) == "1234…");
    CHECK(one_line("üüü", 2) == "üü…");
    CHECK(one_line("\x1b[31m\u202eabc", 60) == "[31mabc");
    CHECK(one_line("", 5).empty());
    CHECK(one_line(" \n", 5).empty());
}

TEST_CASE("a name that is not what it looks like is no plain line") {
    for (const auto* name : {"Ada", "Zo\u00eb", "Ada Lovelace", "\u05d0\u05d3\u05d4", "\u65e5\u672c", ""})
        CHECK(is_plain_line(name));
    for (const auto* name : {"A\nda", "A\tda", "Ada\x1b[2J", "Ada\x7f", "Ada\xc2\x9b", "Ada\u202eadA",
                             "Ada\u2066", "Ada\u200f", "Ada\u061c", "Ada\u2028"}) {
        CAPTURE(name);
        CHECK_FALSE(is_plain_line(name));
    }
}
