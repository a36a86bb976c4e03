#include "anchor/place.hpp"

#include <doctest/doctest.h>

#include "anchor/place_by_quote.hpp"
#include "generator.hpp"
#include "marked.hpp"

using namespace restante::anchor;
using restante::anchor::tests::anchor_of;
using restante::anchor::tests::Generator;
using restante::anchor::tests::marked;
using restante::anchor::tests::with_marks;

namespace {

/// The range marked in `before` is the one marked in `after`, found with the anchored text at hand.
Placement check_place(std::string_view before, std::string_view after, PlacementState state) {
    const auto from = marked(before);
    const auto to = marked(after);
    const auto placement = place(anchor_of(from), &from.text, to.text);
    CAPTURE(placement.reason);
    CHECK(to_string(placement.state) == to_string(state));
    CHECK(with_marks(to.text, placement.range) == after);
    CHECK_FALSE(placement.reason.empty());
    CHECK(placement.range.has_value() == (placement.state != PlacementState::orphaned));
    CHECK((placement.confidence >= 0.0 && placement.confidence <= 1.0));
    return placement;
}

/// The same without the anchored text: by quote and context.
Placement check_found(std::string_view before, std::string_view after, PlacementState state) {
    const auto from = marked(before);
    const auto to = marked(after);
    const auto placement = place(anchor_of(from), nullptr, to.text);
    CAPTURE(placement.reason);
    CHECK(to_string(placement.state) == to_string(state));
    CHECK(with_marks(to.text, placement.range) == after);
    CHECK_FALSE(placement.reason.empty());
    return placement;
}

constexpr std::string_view two_functions =
    "int first(int a) {\n"
    "    int result = compute(a);\n"
    "    return result;\n"
    "}\n"
    "\n"
    "int second(int b) {\n"
    "    log(b, level);\n"
    "    return b * factor;\n"
    "}\n";

}  // namespace

TEST_CASE("an unchanged text places an anchor exactly") {
    const auto p = check_place("a\n[[b\nc]]\nd\n", "a\n[[b\nc]]\nd\n", PlacementState::exact);
    CHECK(p.confidence == 1.0);
    CHECK(p.reason == "unchanged, 2 of 2 lines equal");
}

TEST_CASE("a change below leaves an anchor where it is, one above shifts it") {
    check_place("a\n[[b]]\nc\n", "a\n[[b]]\nx\ny\n", PlacementState::exact);
    const auto p = check_place("a\n[[b]]\nc\n", "new\na\n[[b]]\nc\n", PlacementState::shifted);
    CHECK(p.reason == "1 of 1 line equal, 1 line further down");
    check_place("a\nx\n[[b\n]]c\n", "a\n[[b\n]]c\n", PlacementState::shifted);
}

TEST_CASE("another kind of line ending changes nothing") {
    const auto from = marked("a\n[[b\nc]]\nd\n");
    const auto p = place(anchor_of(from), &from.text, Text{"a\r\nb\r\nc\r\nd\r\n"});
    CHECK(p.state == PlacementState::exact);
    CHECK(p.range == from.range);
}

TEST_CASE("edited lines are followed inside their hunk") {
    const auto p =
        check_place("x\n[[total = price * count;\nship(total, address);\nnotify(user);]]\ny\n",
                    "x\n[[total = price * count - discount;\nship(total, address);\nnotify(user);]]\ny\n",
                    PlacementState::edited);
    CHECK(p.reason == "2 of 3 lines equal");
    check_place("x\n    [[send(message, now);]]\ny\n",
                "x\n    log(reason);\n    [[send(message, now, retry);]]\ny\n", PlacementState::edited);
}

TEST_CASE("lines added inside an anchored block belong to it") {
    const auto p = check_place("x\n[[one(a);\ntwo(b);]]\ny\n", "x\n[[one(a);\nbetween();\ntwo(b);]]\ny\n",
                               PlacementState::edited);
    CHECK(p.reason == "2 of 2 lines equal, 1 line added between them");
}

TEST_CASE("reformatting is an edit that loses nothing") {
    const auto p = check_place("{\n[[if (a) {\nrun( x );\n}]]\n}\n",
                               "{\n[[    if (a) {\n        run(x);\n    }]]\n}\n", PlacementState::edited);
    CHECK(p.reason == "only white space changed");
    CHECK(p.confidence > 0.9);
}

TEST_CASE("a part of a line follows its tokens") {
    check_place("x = foo(alpha, [[beta]], gamma);\n", "x = foo(zero, alpha, [[beta]], gamma);\n",
                PlacementState::edited);
    check_place("x = foo(alpha, [[beta]], gamma);\n", "x = foo(alpha, [[renamed]], gamma);\n",
                PlacementState::edited);
}

TEST_CASE("deleted lines are orphaned, and say so") {
    const auto p = check_place("a();\n[[unlike_anything(else_here);]]\nb();\n", "a();\nb();\n",
                               PlacementState::orphaned);
    CHECK(p.reason == "deleted: 0 of 1 line left");
}

TEST_CASE("an unchanged look-alike does not catch an orphan") {
    check_place("void f() {\n    [[check(value, first);]]\n}\nvoid g() {\n    check(value, second);\n}\n",
                "void f() {\n}\nvoid g() {\n    check(value, second);\n}\n", PlacementState::orphaned);
}

TEST_CASE("a block that moved within the file is found there") {
    const auto p = check_place(
        "int first(int a) {\n    [[int result = compute(a);]]\n    return result;\n}\n\n"
        "int second(int b) {\n    log(b, level);\n    return b * factor;\n}\n\n"
        "int third(int c) {\n    open(c, mode);\n    read(c, buffer);\n    return c - offset;\n}\n",
        "int second(int b) {\n    log(b, level);\n    return b * factor;\n}\n\n"
        "int third(int c) {\n    open(c, mode);\n    read(c, buffer);\n    return c - offset;\n}\n\n"
        "int first(int a) {\n    [[int result = compute(a);]]\n    return result;\n}\n",
        PlacementState::moved);
    CHECK(p.reason == "1 of 1 line found at another place of the file");
}

TEST_CASE("a brace inside a function that moved moves with it") {
    check_place(
        "alpha(one, two);\nbeta(one, two) {\n    "
        "gamma(three);\n[[}]]\ndelta(five);\nepsilon(six);\nzeta(seven);\neta(eight);\n",
        "alpha(one, two);\ndelta(five);\nepsilon(six);\nzeta(seven);\neta(eight);\nbeta(one, two) {\n    "
        "gamma(three);\n[[}]]\n",
        PlacementState::moved);
}

TEST_CASE("an anchor on nothing but blanks, and one in an empty text, have a place") {
    check_place("[[]]", "[[]]", PlacementState::exact);
    check_place("a\n[[]]\nb\n", "x\na\n[[]]\nb\n", PlacementState::shifted);
    check_place("[[a\nb\n]]", "x\n[[a\nb\n]]", PlacementState::shifted);
}

TEST_CASE("everything deleted orphans every anchor") {
    for (std::string_view before : {"[[a]]\n", "[[one(two);\nthree]]", "x\n[[}]]\n"})
        check_place(before, "", PlacementState::orphaned);
}

TEST_CASE("without the anchored text, a quote that stands in one place is found") {
    check_found("a();\n[[special(thing);]]\nb();\n", "a();\n[[special(thing);]]\nb();\n",
                PlacementState::exact);
    check_found("a();\n[[special(thing);]]\nb();\n", "x();\na();\n[[special(thing);]]\nc();\n",
                PlacementState::shifted);
}

TEST_CASE("without the anchored text, a quote is found in a text that is not UTF-8") {
    const Text then(
        "uno\nni\xf1o y ni\xf1"
        "a\ndos\ntres cuatro cinco\n");
    const Text now(
        "cero\nuno\nni\xf1o y ni\xf1"
        "a\ndos\ntres cuatro cinco\n");
    for (const Range range : {Range{{1, 0}, {1, 11}}, Range{{1, 4}, {1, 6}}}) {
        const auto placed = place(record({"a", "a.txt", {}, "blob"}, then, range), nullptr, now);
        CHECK(placed.state == PlacementState::shifted);
        // The columns of such a line mean nothing in another encoding.
        CHECK(placed.range == Range{{2, 0}, {2, 11}});
    }
    const auto plain = place(record({"a", "a.txt", {}, "blob"}, then, {{3, 5}, {3, 11}}), nullptr, now);
    CHECK(plain.range == Range{{4, 5}, {4, 11}});
}

TEST_CASE("without the anchored text, the context tells equal quotes apart") {
    check_found("head(one);\n[[return result;]]\nfoot(one);\nhead(two);\nreturn result;\nfoot(two);\n",
                "x\nhead(one);\n[[return result;]]\nfoot(one);\nhead(two);\nreturn result;\nfoot(two);\n",
                PlacementState::shifted);
}

TEST_CASE("without the anchored text, equally good places are ambiguous") {
    const auto p =
        check_found("head(one);\n[[return result;]]\nfoot(one);\n",
                    "return result;\nx\nreturn result;\ny\nreturn result;\n", PlacementState::orphaned);
    CHECK(p.reason == "ambiguous: 3 places match");
}

TEST_CASE("without the anchored text, an edited quote is found by likeness, with less confidence") {
    const auto p = check_found(
        "int x;\nprepare(order, items);\n[[ship(order, address, carrier, price);]]\nnotify(order, "
        "user);\nreturn;\n",
        "int y;\nint x;\nprepare(order, items);\n[[ship(order, address, courier, price);]]\nnotify(order, "
        "user);\nreturn;\n",
        PlacementState::edited);
    CHECK(p.confidence < 0.85);
}

TEST_CASE("without the anchored text, a quote that is gone is orphaned") {
    check_found("a();\n[[special(thing, other);]]\nb();\n", "one two three\nfour five six\n",
                PlacementState::orphaned);
    check_found("alpha();\n[[}]]\nbeta();\n", "x y z\n}\nu v w\n", PlacementState::orphaned);
}

TEST_CASE("a text that is not the anchored one is not trusted") {
    const auto from = marked("a();\n[[special(thing);]]\nb();\n");
    const Text other{"q\nw\ne\n"};
    const auto p = place(anchor_of(from), &other, Text{"x\na();\nspecial(thing);\nb();\n"});
    CHECK(p.state == PlacementState::shifted);
    CHECK(p.range == Range{{2, 0}, {2, 15}});
}

TEST_CASE("many anchors share one diff") {
    const Text from{std::string(two_functions)};
    const Text to{"// new\n" + std::string(two_functions)};
    Alignment alignment(from, to);
    for (std::uint32_t line = 0; line + 1 < from.line_count(); ++line) {
        const auto anchor =
            record({"repo", "f", std::nullopt, std::string(40, 'b')}, from, {{line, 0}, {line + 1, 0}});
        const auto p = place(anchor, alignment);
        CHECK(p.state == PlacementState::shifted);
        CHECK(p.range == Range{{line + 1, 0}, {line + 2, 0}});
    }
}

TEST_CASE("wherever an anchor is placed, it is inside the text, and an unchanged line claims its own") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        Generator random(seed);
        const Text from{random.below(3) ? random.lines(30, 15) : random.characters(60)};
        Text to = from;
        for (auto n = random.below(5); n > 0; --n)
            to.splice(random.span(to), random.below(2) ? random.lines(3, 15) : random.characters(9));
        for (int n = 0; n < 4; ++n) {
            const auto range = from.range(random.span(from));
            const auto anchor = record({"repo", "f", std::nullopt, std::string(40, 'c')}, from, range);
            for (const auto* text : {&from, static_cast<const Text*>(nullptr)}) {
                const auto p = place(anchor, text, to);
                REQUIRE(p.range.has_value() == (p.state != PlacementState::orphaned));
                REQUIRE((p.confidence >= 0.0 && p.confidence <= 1.0));
                if (!p.range) continue;
                REQUIRE(p.range->start <= p.range->end);
                REQUIRE(to.clamp(*p.range) == *p.range);
            }
            const auto same = place(anchor, &from, from);
            REQUIRE(same.state == PlacementState::exact);
            REQUIRE(same.range == range);
        }
    }
}

TEST_CASE("hostile texts are searched in bounded time") {
    std::string many;
    for (int n = 0; n < 100'000; ++n)
        many += "same\n";
    const Text from{many};
    const auto anchor =
        record({"repo", "f", std::nullopt, std::string(40, 'd')}, from, {{50'000, 0}, {50'001, 0}});
    CHECK(place(anchor, nullptr, Text{many + "same\n"}).state == PlacementState::orphaned);
    CHECK(place(anchor, &from, from).state == PlacementState::exact);
    const Text wide{std::string(10'000'000, 'x')};
    const auto in_wide = record({"repo", "f", std::nullopt, std::string(40, 'd')}, wide, {{0, 5}, {0, 9}});
    CHECK(in_wide.quote.size() == quote_bytes_max);
    CHECK(place(in_wide, &wide, Text{std::string(9'000'000, 'x')}).state == PlacementState::orphaned);
    CHECK(place(in_wide, nullptr, wide).range.has_value());
}
